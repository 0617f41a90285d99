import { computed, defineComponent } from "vue";
import { Empty } from "../../components/bits";
import { Filter } from "../../components/controls";
import { Page } from "../../components/Page";
import { Paged } from "../../components/Paged";
import { choices, type Case } from "../../logic/model";
import { go, href } from "../../router";
import { useReady, useStore } from "../../store";
import { t } from "../../words";
import { OrderCard } from "../order/OrderCard";
import { CaseLine, isEnded } from "./CaseLine";
import { ReportForm } from "./ReportForm";

const PARTS = ["new", "orders", "cases"] as const;

const soonest = (one: Case, other: Case): number =>
  Number(other.isUrgent) - Number(one.isUrgent) || ((one.dueAt ?? "9") < (other.dueAt ?? "9") ? -1 : 1);

/** 上报: 网格随手拍 (something new), 指令接收 (what I am asked to do), 工作反馈 (how far things are). */
export const Report = defineComponent(
  (props: { household: string; mend: string; part: string }) => {
    const store = useStore();
    const isReady = useReady("case");
    const mine = computed(() =>
      store.cases.value
        .filter((one) => !isEnded(one) && one.can.some((step) => step.step !== "comment" && store.may(step, one)))
        .sort(soonest),
    );
    const cases = computed(() =>
      [...store.cases.value].sort((one, other) => Number(isEnded(one)) - Number(isEnded(other))),
    );

    const list = (all: Case[], title: string) =>
      all.length ? (
        <Paged count={all.length} row={(index) => <CaseLine key={all[index]!.id} of={all[index]!} />} />
      ) : (
        isReady.value && <Empty title={title} />
      );

    return () => (
      <Page title={t("tab.report")} up={props.household || props.mend ? "households" : undefined}>
        {!props.household && !props.mend && (
          <Filter
            label={t("report.parts")}
            value={props.part}
            onPick={(part) => go("report", "", part === "new" ? {} : { part })}
            of={PARTS.map((code) => ({
              code,
              label: t(`report.part.${code}`),
              ...(code === "orders" ? { n: mine.value.length + store.orders.value.length } : {}),
            }))}
          />
        )}
        {props.part === "orders" && (
          <>
            {store.orders.value.map((order) => (
              <OrderCard key={order.id} order={order} />
            ))}
            {list(mine.value, t("report.noOrders"))}
          </>
        )}
        {props.part === "cases" && list(cases.value, t("report.noCases"))}
        {props.part === "new" && (
          <>
            <ReportForm household={props.household} mend={props.mend} />
            {!props.household && !props.mend && choices(store.form("meeting")["kinds"]).length > 0 && (
              <a class="p-btn is-quiet is-wide" href={href("meeting")}>
                <span>{t("meeting.open")}</span>
              </a>
            )}
          </>
        )}
      </Page>
    );
  },
  { props: ["household", "mend", "part"] },
);
