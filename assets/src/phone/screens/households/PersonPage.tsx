import { computed, defineComponent, ref } from "vue";
import { Banner, Empty, Section } from "../../components/bits";
import { Button } from "../../components/controls";
import { Icon } from "../../components/Icon";
import { Page } from "../../components/Page";
import { isOpen, useReady, useStore } from "../../store";
import { t } from "../../words";
import { CareTags } from "./MemberLine";
import { PhoneSheet } from "./PhoneSheet";
import { RequestSheet } from "./RequestSheet";
import { SheetSection } from "./SheetSection";

/** A person: what may be changed at once, and what somebody else has to agree to. */
export const PersonPage = defineComponent(
  (props: { id: string }) => {
    const store = useStore();
    const isReady = useReady("person");
    const opened = ref<"" | "phone" | "request">("");
    const person = computed(() => store.people.value.get(props.id));
    const asked = computed(() => {
      const all = store.queue.value.filter((one) => one.kind === "change_request" && isOpen(one));
      return all.filter((one) => one.data["person"] === props.id).length;
    });
    const close = (): void => {
      opened.value = "";
    };

    return () => {
      const one = person.value;
      if (!one)
        return (
          <Page title={t("person.title")} up="households">
            {isReady.value ? <Empty icon="user" title={t("person.gone")} /> : null}
          </Page>
        );
      const { role, sex, born, phone } = one;
      const about = [store.say("role", role), store.say("sex", sex), born ? t("person.born", { year: born }) : ""];
      const home = store.households.value.get(one.household);
      return (
        <Page title={one.name} up="households">
          <div class="p-panel">
            <p>{about.filter(Boolean).join(" · ")}</p>
            {home && (
              <p class="p-place">
                <Icon name="map-pin" />
                {home.address}
              </p>
            )}
            <CareTags codes={one.care} />
          </div>
          {asked.value > 0 && <Banner kind="info">{t("request.waits", { n: asked.value })}</Banner>}
          <Section title={t("person.reach")}>
            <div class="p-panel p-between">
              <span>{phone ? t("person.tail", { digits: phone }) : t("person.noPhone")}</span>
              <button type="button" class="p-link-btn" onClick={() => (opened.value = "phone")}>
                <Icon name="edit" />
                {t("person.changePhone")}
              </button>
            </div>
          </Section>
          <SheetSection
            title={t("person.sheet")}
            kind="person"
            id={one.id}
            scope={one.scope}
            ver={one.ver}
            held={one.sheet}
          />
          <Button wide icon="file-text" onPress={() => (opened.value = "request")}>
            {t("request.title")}
          </Button>
          <PhoneSheet open={opened.value === "phone"} person={one} onClose={close} />
          <RequestSheet open={opened.value === "request"} person={one} onClose={close} />
        </Page>
      );
    };
  },
  { props: ["id"] },
);
