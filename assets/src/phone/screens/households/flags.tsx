import type { FunctionalComponent } from "vue";
import { Tag } from "../../components/controls";
import type { Flag } from "../../logic/search";
import { t } from "../../words";

const KINDS = { hazard: "danger", care: "care", quiet: "warn", stale: "plain" } as const;

/** What a household is marked with, each mark a word. */
export const FlagTags: FunctionalComponent<{ flags: readonly Flag[] }> = ({ flags }) => (
  <>
    {flags.map((flag) => (
      <Tag key={flag} kind={KINDS[flag]}>
        {t(`flag.${flag}`)}
      </Tag>
    ))}
  </>
);
FlagTags.props = ["flags"];

/** The same in a list, shorter, and without what may be true of every second household. */
export const ShortTags: FunctionalComponent<{ flags: readonly Flag[] }> = ({ flags }) => (
  <>
    {flags.map((flag) =>
      flag === "stale" ? null : (
        <Tag key={flag} kind={KINDS[flag]}>
          {t(`flag.${flag}.short`)}
        </Tag>
      ),
    )}
  </>
);
ShortTags.props = ["flags"];
