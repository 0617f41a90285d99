import { computed, defineComponent, ref } from "vue";
import { Banner, Empty, Section } from "../../components/bits";
import { Area, Button, Line, Radios, Tag } from "../../components/controls";
import { Icon } from "../../components/Icon";
import { Page } from "../../components/Page";
import { Sheet } from "../../components/Sheet";
import { reason, tell } from "../../components/telling";
import { choices } from "../../logic/model";
import { isOpen, useReady, useStore } from "../../store";
import { t } from "../../words";
import { SheetFields, sheetLines } from "./SheetFields";

const MOBILE = /^1\d{10}$|^0\d{9,11}$|^\d{7,8}$/;

/** A person: what may be changed at once, and what somebody else has to agree to. */
export const PersonPage = defineComponent(
  (props: { id: string }) => {
    const store = useStore();
    const isReady = useReady("person");
    const isEditing = ref(false);
    const isPhoneOpen = ref(false);
    const isAsking = ref(false);
    const phone = ref("");
    const fault = ref("");
    const field = ref("");
    const value = ref("");
    const because = ref("");
    const person = computed(() => store.people.value.get(props.id));
    const asked = computed(
      () =>
        store.queue.value.filter(
          (one) => one.kind === "change_request" && one.data["person"] === props.id && isOpen(one),
        ).length,
    );

    async function act(kind: "person" | "change_request", data: Record<string, unknown>, done: string): Promise<void> {
      const one = person.value!;
      try {
        await store.engine.act({
          kind,
          scope: one.scope,
          data,
          form: store.formVersion("person"),
          ...(kind === "person" ? { id: one.id, base: one.ver } : {}),
        });
        tell(done);
        isPhoneOpen.value = isAsking.value = false;
      } catch (error) {
        tell(reason(error), true);
      }
    }

    function sendPhone(): void {
      const digits = phone.value.replace(/[\s-]/g, "");
      fault.value = MOBILE.test(digits) ? "" : t("person.phoneFault");
      if (!fault.value) void act("person", { phone: digits }, t("edit.saved"));
    }

    function sendRequest(): void {
      fault.value = !field.value
        ? t("request.noField")
        : !value.value.trim()
          ? t("request.noValue")
          : !because.value.trim()
            ? t("request.noReason")
            : "";
      if (!fault.value)
        void act(
          "change_request",
          { person: props.id, field: field.value, value: value.value.trim(), reason: because.value.trim() },
          t("request.sent"),
        );
    }

    function ask(): void {
      field.value = value.value = because.value = fault.value = "";
      isAsking.value = true;
    }

    const phoneSheet = () => (
      <Sheet open={isPhoneOpen.value} title={t("person.phoneTitle")} onClose={() => (isPhoneOpen.value = false)}>
        <div class="p-stack">
          <Line
            label={t("person.phone")}
            hint={t("person.phoneHint")}
            mode="tel"
            most={20}
            value={phone.value}
            fault={fault.value}
            onInput={(typed) => (phone.value = typed)}
          />
          <Button kind="main" wide onPress={sendPhone}>
            {t("save")}
          </Button>
        </div>
      </Sheet>
    );

    const requestSheet = () => (
      <Sheet open={isAsking.value} title={t("request.title")} onClose={() => (isAsking.value = false)}>
        <div class="p-stack">
          <p class="p-hint">{t("request.words")}</p>
          <Radios
            label={t("request.field")}
            of={choices(store.form("person")["identity"])}
            value={field.value}
            onPick={(code) => (field.value = code)}
          />
          <Line
            label={t(field.value === "death" ? "request.valueDeath" : "request.value")}
            type={field.value === "birth" || field.value === "death" ? "date" : "text"}
            most={60}
            value={value.value}
            onInput={(typed) => (value.value = typed)}
          />
          <Area
            label={t("request.reason")}
            rows={2}
            most={200}
            value={because.value}
            fault={fault.value}
            onInput={(typed) => (because.value = typed)}
          />
          <Button kind="main" wide onPress={sendRequest}>
            {t("request.send")}
          </Button>
        </div>
      </Sheet>
    );

    return () => {
      const one = person.value;
      if (!one)
        return (
          <Page title={t("person.title")} up="households">
            {isReady.value ? <Empty icon="user" title={t("person.gone")} /> : null}
          </Page>
        );
      const home = store.households.value.get(one.household);
      return (
        <Page title={one.name} up="households">
          <div class="p-panel">
            <p>
              {[
                store.say("role", one.role),
                store.say("sex", one.sex),
                one.born ? t("person.born", { year: one.born }) : "",
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
            {home && (
              <p class="p-place">
                <Icon name="map-pin" />
                {home.address}
              </p>
            )}
            {one.care.length > 0 && (
              <p class="p-tags">
                {one.care.map((code) => (
                  <Tag key={code} kind="care">
                    {store.say("care", code)}
                  </Tag>
                ))}
              </p>
            )}
          </div>
          {asked.value > 0 && <Banner kind="info">{t("request.waits", { n: asked.value })}</Banner>}
          <Section title={t("person.reach")}>
            <div class="p-panel p-between">
              <span>{one.phone ? t("person.tail", { digits: one.phone }) : t("person.noPhone")}</span>
              <button
                type="button"
                class="p-link-btn"
                onClick={() => {
                  phone.value = fault.value = "";
                  isPhoneOpen.value = true;
                }}
              >
                <Icon name="edit" />
                {t("person.changePhone")}
              </button>
            </div>
          </Section>
          <Section title={t("person.sheet")}>
            {{
              default: () =>
                isEditing.value ? (
                  <SheetFields
                    kind="person"
                    id={one.id}
                    scope={one.scope}
                    ver={one.ver}
                    held={one.sheet}
                    onDone={() => (isEditing.value = false)}
                  />
                ) : (
                  <dl class="p-facts">
                    {sheetLines(store.form("person")["items"], one.sheet).map((line) => (
                      <div key={line.label}>
                        <dt>{line.label}</dt>
                        <dd class={line.value ? undefined : "is-empty"}>{line.value || t("unknown")}</dd>
                      </div>
                    ))}
                  </dl>
                ),
              actions: () =>
                !isEditing.value && (
                  <button type="button" class="p-link-btn" onClick={() => (isEditing.value = true)}>
                    <Icon name="edit" />
                    {t("edit")}
                  </button>
                ),
            }}
          </Section>
          <Button wide icon="file-text" onPress={ask}>
            {t("request.title")}
          </Button>
          {phoneSheet()}
          {requestSheet()}
        </Page>
      );
    };
  },
  { props: ["id"] },
);
