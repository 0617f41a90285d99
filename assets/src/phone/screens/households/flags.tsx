import type { FunctionalComponent } from "vue";
import { Tag } from "../../components/controls";
import type { Flag } from "../../logic/search";
import { t } from "../../words";

const KINDS = { hazard: "danger", care: "care", quiet: "warn", stale: "plain" } as const;

/** What a household is marked with, each mark a word. */
export const FlagTags: FunctionalComponent<{ flags: readonly Flag[]; short?: boolean }> = ({ flags, short }) => (
  <>
    {(short ? flags.slice(0, 2) : flags).map((flag) => (
      <Tag key={flag} kind={KINDS[flag]}>
        {t(short ? `flag.${flag}.short` : `flag.${flag}`)}
      </Tag>
    ))}
  </>
);
FlagTags.props = ["flags", "short"];
