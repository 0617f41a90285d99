import { defineComponent, ref } from "vue";
import { Button, Fault, Line } from "../../components/controls";
import { reason } from "../../components/telling";
import { Refused, type Engine } from "../../engine";
import { instead, route } from "../../router";
import { t } from "../../words";
import { Door } from "./Door";

/** Sign in: name, password and, where the server asks for one, a code. */
export const SignIn = defineComponent(
  (props: { engine: Engine }) => {
    const name = ref("");
    const password = ref("");
    const code = ref("");
    const wantsCode = ref(false);
    const isShown = ref(false);
    const busy = ref(false);
    const fault = ref("");
    const others = ref<{ account: string; name: string }[]>([]);
    void props.engine.people().then((found) => (others.value = found));

    async function send(): Promise<void> {
      if (!name.value.trim() || !password.value) {
        fault.value = t("signIn.missing");
        return;
      }
      busy.value = true;
      fault.value = "";
      try {
        await props.engine.signIn(name.value.trim(), password.value, wantsCode.value ? code.value.trim() : undefined);
        if (route.value.name === "sign-in") instead("today");
      } catch (error) {
        if (error instanceof Refused && error.why === "code") {
          fault.value = wantsCode.value ? t("signIn.wrongCode") : "";
          wantsCode.value = true;
        } else if (error instanceof Refused && error.why === "pin") instead("today");
        else fault.value = error instanceof Refused && error.why === "offline" ? t("signIn.offline") : reason(error);
      } finally {
        busy.value = false;
      }
    }

    return () => (
      <Door title={t("signIn.title")} words={t("signIn.words")}>
        <form
          class="p-stack"
          onSubmit={(event: Event) => {
            event.preventDefault();
            void send();
          }}
        >
          <Line
            label={t("signIn.name")}
            value={name.value}
            complete="username"
            onInput={(value) => (name.value = value)}
          />
          <Line
            label={t("signIn.password")}
            value={password.value}
            type={isShown.value ? "text" : "password"}
            complete="current-password"
            onInput={(value) => (password.value = value)}
          />
          <label class="p-check">
            <input type="checkbox" checked={isShown.value} onChange={() => (isShown.value = !isShown.value)} />
            <span>{t("signIn.show")}</span>
          </label>
          {wantsCode.value && (
            <Line
              label={t("signIn.code")}
              hint={t("signIn.codeHint")}
              value={code.value}
              mode="numeric"
              complete="one-time-code"
              most={8}
              onInput={(value) => (code.value = value)}
            />
          )}
          <Fault words={fault.value} />
          <button type="submit" class="p-btn is-main is-wide" disabled={busy.value} aria-busy={busy.value}>
            <span>{busy.value ? t("signIn.busy") : t("signIn.send")}</span>
          </button>
          {others.value.length > 0 && route.value.name === "sign-in" && (
            <Button kind="quiet" wide onPress={() => instead("today")}>
              {t("signIn.back")}
            </Button>
          )}
        </form>
      </Door>
    );
  },
  { props: ["engine"] },
);
