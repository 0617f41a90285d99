import { defineComponent, onScopeDispose, ref } from "vue";
import { t } from "../words";
import { Button } from "./controls";
import { Icon } from "./Icon";

export interface Fix {
  lat: number;
  lon: number;
  acc: number;
}

const LONGEST = 20_000;
const GOOD_ENOUGH = 15;

/** One's position, only when asked for and only once: the best fix until it is good or twenty seconds are over. */
export const Place = defineComponent(
  (props: { fix: Fix | null; onFix: (fix: Fix | null) => void }) => {
    const looking = ref(false);
    const failed = ref(false);
    let watching = -1;
    let timer = 0;
    const stop = (): void => {
      if (watching >= 0) navigator.geolocation.clearWatch(watching);
      watching = -1;
      clearTimeout(timer);
      looking.value = false;
    };
    const start = (): void => {
      if (!navigator.geolocation) {
        failed.value = true;
        return;
      }
      failed.value = false;
      looking.value = true;
      watching = navigator.geolocation.watchPosition(
        ({ coords }) => {
          if (!props.fix || coords.accuracy < props.fix.acc)
            props.onFix({ lat: coords.latitude, lon: coords.longitude, acc: Math.round(coords.accuracy) });
          if (coords.accuracy <= GOOD_ENOUGH) stop();
        },
        () => {
          failed.value = !props.fix;
          stop();
        },
        { enableHighAccuracy: true, timeout: LONGEST, maximumAge: 30_000 },
      );
      timer = window.setTimeout(() => {
        failed.value = !props.fix;
        stop();
      }, LONGEST);
    };
    onScopeDispose(stop);
    return () => (
      <div class="p-fix">
        {props.fix ? (
          <p class="p-fix-words">
            <Icon name="map-pin" />
            <span>{t("place.found", { m: props.fix.acc })}</span>
            <button
              type="button"
              class="p-link-btn"
              onClick={() => {
                stop();
                props.onFix(null);
              }}
            >
              {t("place.drop")}
            </button>
          </p>
        ) : (
          <Button icon="map-pin" off={looking.value} onPress={start}>
            {t(looking.value ? "place.looking" : "place.mine")}
          </Button>
        )}
        <p class="p-hint" role="status">
          {failed.value ? t("place.failed") : looking.value ? t("place.goOn") : ""}
        </p>
      </div>
    );
  },
  { props: ["fix", "onFix"] },
);
