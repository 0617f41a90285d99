import { computed, defineComponent, provide, type VNode } from "vue";
import { Telling } from "./components/telling";
import { TabBar } from "./components/TabBar";
import type { Engine } from "./engine";
import { route, TABS, type Route, type Tab } from "./router";
import { SetPin } from "./screens/door/SetPin";
import { SignIn } from "./screens/door/SignIn";
import { Unlock } from "./screens/door/Unlock";
import { HouseholdList } from "./screens/households/HouseholdList";
import { HouseholdPage } from "./screens/households/HouseholdPage";
import { PersonPage } from "./screens/households/PersonPage";
import { Me } from "./screens/me/Me";
import { Notebook } from "./screens/me/Notebook";
import { SyncLog } from "./screens/me/SyncLog";
import { Sending } from "./screens/me/Sending";
import { Messages } from "./screens/messages/Messages";
import { OrderPage } from "./screens/order/OrderPage";
import { CasePage } from "./screens/report/CasePage";
import { HazardForm } from "./screens/report/HazardForm";
import { MeetingForm } from "./screens/report/MeetingForm";
import { Report } from "./screens/report/Report";
import { Today } from "./screens/today/Today";
import { VisitForm } from "./screens/visit/VisitForm";
import { createStore, STORE } from "./store";

/** Who is it, and then the screens of that person. */
export const App = defineComponent(
  (props: { engine: Engine }) => {
    const door = (): VNode => {
      const { phase, session } = props.engine;
      if (route.value.name === "sign-in" || phase.value === "signed-out") return <SignIn engine={props.engine} />;
      if (phase.value === "open" && session.value && !session.value.hasPin) return <SetPin engine={props.engine} />;
      if (phase.value === "locked") return <Unlock engine={props.engine} />;
      return <Inside key={session.value?.account} engine={props.engine} />;
    };
    return () => (
      <>
        {door()}
        <Telling />
      </>
    );
  },
  { props: ["engine"] },
);

function screen({ name, id, query }: Route): VNode {
  switch (name) {
    case "households":
      return <HouseholdList />;
    case "household":
      return <HouseholdPage key={id} id={id} />;
    case "person":
      return <PersonPage key={id} id={id} />;
    case "visit":
      return <VisitForm key={id + (query["mend"] ?? "")} household={id} mend={query["mend"] ?? ""} />;
    case "report":
      return (
        <Report
          key={JSON.stringify(query)}
          household={query["household"] ?? ""}
          mend={query["mend"] ?? ""}
          part={query["part"] ?? "new"}
        />
      );
    case "case":
      return <CasePage key={id} id={id} />;
    case "hazard":
      return <HazardForm key={id} household={id} mend={query["mend"] ?? ""} />;
    case "meeting":
      return <MeetingForm />;
    case "order":
      return <OrderPage key={id} id={id} />;
    case "messages":
      return <Messages open={id} />;
    case "me":
      return <Me />;
    case "sending":
      return <Sending />;
    case "log":
      return <SyncLog />;
    case "notebook":
      return <Notebook />;
    default:
      return <Today />;
  }
}

const Inside = defineComponent(
  (props: { engine: Engine }) => {
    provide(STORE, createStore(props.engine));
    const isTab = computed(() => TABS.includes(route.value.name as Tab));
    return () => (
      <>
        {screen(route.value)}
        {isTab.value && <TabBar />}
      </>
    );
  },
  { props: ["engine"] },
);
