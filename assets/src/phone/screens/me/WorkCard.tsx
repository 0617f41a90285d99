import { defineComponent } from "vue";
import { Sheet } from "../../components/Sheet";
import type { Grid } from "../../engine";
import { qrCode } from "../../logic/qr";
import { useStore } from "../../store";
import { t } from "../../words";

const QUIET = 4; // light modules around it, so that readers find it

/** The public page of a grid as a code to scan: whoever stands at a door can see there who works for it. */
function Code({ grid }: { grid: Grid }) {
  const rows = qrCode(`${location.origin}/g/${grid.code}/`);
  if (!rows) return null;
  const side = rows.length + 2 * QUIET;
  const path = rows
    .flatMap((row, down) => row.map((isDark, across) => (isDark ? `M${across + QUIET} ${down + QUIET}h1v1h-1z` : "")))
    .join("");
  return (
    <svg class="p-qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={t("card.code", { grid: grid.name })}>
      <path d={path} />
    </svg>
  );
}

/** 工作证: who I am and where, with a code that proves it. */
export const WorkCard = defineComponent(
  (props: { open: boolean; onClose: () => void }) => {
    const { engine } = useStore();
    return () => {
      const session = engine.session.value;
      return (
        <Sheet open={props.open} title={t("card.title")} onClose={props.onClose}>
          <div class="p-work-card">
            <span class="p-face is-large" aria-hidden="true">
              {session?.name.slice(0, 1)}
            </span>
            <p class="p-work-name">{session?.name}</p>
            <p class="p-meta">{session?.town.name}</p>
            {session?.grids.map((grid) => (
              <div key={grid.id} class="p-work-grid">
                <Code grid={grid} />
                <b>{grid.name}</b>
              </div>
            ))}
            <p class="p-hint">{t("card.words")}</p>
          </div>
        </Sheet>
      );
    };
  },
  { props: ["open", "onClose"] },
);
