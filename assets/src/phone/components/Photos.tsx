import { computed, defineComponent, onScopeDispose, ref, useId } from "vue";
import { useStore } from "../store";
import { sayMoment, t } from "../words";
import { Icon } from "./Icon";
import { reason, tell } from "./telling";

const MOST = 6;

/** Photos taken or chosen, made small at once; never asked for, only possible. */
export const Photos = defineComponent(
  (props: { of: readonly Blob[]; onChange: (photos: Blob[]) => void; scope: string; label?: string }) => {
    const store = useStore();
    const id = useId();
    const busy = ref(0);
    const shown = new Map<Blob, string>();
    const address = (blob: Blob): string => {
      if (!shown.has(blob)) shown.set(blob, URL.createObjectURL(blob));
      return shown.get(blob)!;
    };
    onScopeDispose(() => shown.forEach((one) => URL.revokeObjectURL(one)));
    const room = computed(() => MOST - props.of.length);

    async function add(input: HTMLInputElement): Promise<void> {
      const files = [...(input.files ?? [])].slice(0, room.value);
      input.value = "";
      busy.value += files.length;
      const mark = [
        sayMoment(new Date().toISOString(), new Date()),
        store.gridName(props.scope),
        store.engine.session.value?.name,
      ]
        .filter(Boolean)
        .join(" · ");
      const made: Blob[] = [];
      for (const file of files) {
        try {
          made.push((await store.engine.shrink(file, mark)).blob);
        } catch (error) {
          tell(reason(error), true);
        }
        busy.value -= 1;
      }
      props.onChange([...props.of, ...made]);
    }

    const pick = (name: string, words: string, capture: boolean) => (
      <label class="p-btn is-plain p-file" for={`${id}-${name}`}>
        <Icon name={capture ? "camera" : "photo"} />
        <span>{words}</span>
        <input
          id={`${id}-${name}`}
          type="file"
          accept="image/*"
          multiple={!capture}
          {...(capture ? { capture: "environment" as const } : {})}
          onChange={(event: Event) => void add(event.target as HTMLInputElement)}
        />
      </label>
    );

    return () => (
      <div class="p-field" role="group" aria-label={props.label ?? t("photos")}>
        <span class="p-label">
          {props.label ?? t("photos")}
          <small>{t("optional")}</small>
        </span>
        {props.of.length > 0 && (
          <ul class="p-photos">
            {props.of.map((blob, index) => (
              <li key={address(blob)}>
                <img src={address(blob)} alt={t("photos.nth", { n: index + 1 })} />
                <button
                  type="button"
                  aria-label={t("photos.remove", { n: index + 1 })}
                  onClick={() => props.onChange(props.of.filter((one) => one !== blob))}
                >
                  <Icon name="x" />
                </button>
              </li>
            ))}
          </ul>
        )}
        {busy.value > 0 && (
          <p class="p-hint" role="status">
            {t("photos.busy")}
          </p>
        )}
        {room.value > 0 ? (
          <div class="p-row">
            {pick("take", t("photos.take"), true)}
            {pick("choose", t("photos.choose"), false)}
          </div>
        ) : (
          <p class="p-hint">{t("photos.full", { n: MOST })}</p>
        )}
      </div>
    );
  },
  { props: ["of", "onChange", "scope", "label"] },
);
