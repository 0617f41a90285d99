/** The engine of a page: its parts put together behind the one interface of index.ts. */
import { computed, readonly, ref, type ShallowRef } from "vue";
import { stamp } from "./clock";
import { exportQueue, unsent } from "./exporting";
import type { Act, Draft, Engine, LogLine, Numbered, Queued, Row } from "./index";
import { again, keep } from "./outbox";
import type { Open } from "./open";
import * as people from "./people";
import { shrink } from "./photos";
import { Refused } from "./refused";
import { Door } from "./session";
import { deleteStore, isFull, type StoredOp } from "./store";
import { state, Syncing } from "./syncing";
import { tellGone } from "./tabs";
import { View } from "./view";
import { say } from "./words";

const KEPT = 3 * 24 * 3_600_000; // so long what was sent stays in the list
const HIDDEN = 15 * 60_000; // so long a phone may lie in a pocket before its PIN is asked for
const TO_MEND = ["rejected", "held", "conflict"];

class PhoneEngine implements Engine {
  private readonly view = new View();
  private readonly door = new Door(this.view, this.opened.bind(this), () => {
    this.syncing?.stop();
    this.syncing = null;
  });
  private syncing: Syncing | null = null;
  private hiddenAt = 0;
  readonly session = readonly(this.door.session) as Engine["session"];
  readonly phase = readonly(this.door.phase);
  readonly wifiOnly = ref(false);
  readonly sync = computed(() => {
    const { waiting, files, oldestHours } = this.view.standing;
    return { ...state.value, waiting, files, oldestDays: Math.floor(oldestHours / 24) };
  });

  constructor() {
    void this.door.begin();
    window.setInterval(() => void this.door.expireIfDue(), 60_000);
    document.addEventListener("visibilitychange", () => this.looked());
  }

  // ---- the person ---------------------------------------------------------------------------------------------

  signIn(loginName: string, password: string, code: string = ""): Promise<void> {
    return this.door.signIn(loginName.trim(), password, code.trim());
  }

  setPin(pin: string): Promise<void> {
    return this.door.setPin(pin);
  }

  unlock(pin: string, account?: string): Promise<boolean> {
    return this.door.unlock(pin, account);
  }

  lock(): void {
    this.door.lock();
  }

  async people(): Promise<{ account: string; name: string }[]> {
    return (await people.allPeople()).map(({ account, name }) => ({ account, name }));
  }

  async signOut(): Promise<void> {
    const open = this.opensOrRefuses();
    const left = (await unsent(open)).filter((op) => !op.isExported);
    if (left.length) throw new Refused("waiting", say("waiting", { n: left.length }));
    await this.forget(open.person.account);
  }

  async forget(account: string): Promise<void> {
    await this.door.leave(account);
    tellGone(account);
    await deleteStore(account);
    if ((await people.allPeople()).length === 0) await this.unregister();
  }

  // ---- what is seen -------------------------------------------------------------------------------------------

  rows(kind: string, scope?: string): Readonly<ShallowRef<Row[]>> {
    return this.view.rows(kind, scope) as unknown as Readonly<ShallowRef<Row[]>>;
  }

  row(kind: string, id: string): Readonly<ShallowRef<Row | undefined>> {
    return this.view.row(kind, id) as unknown as Readonly<ShallowRef<Row | undefined>>;
  }

  ready(kind: string): Promise<void> {
    return this.view.ready(kind);
  }

  queue(): Readonly<ShallowRef<Queued[]>> {
    return this.view.queue as unknown as Readonly<ShallowRef<Queued[]>>;
  }

  // ---- what is done -------------------------------------------------------------------------------------------

  async act(done: Act): Promise<string> {
    const op = await keep(this.opensOrRefuses(), done);
    this.syncing?.typed();
    return op.sent.op;
  }

  async resend(op: string, data: Record<string, unknown>): Promise<string> {
    const made = await again(this.opensOrRefuses(), this.found(op, ["rejected"]), data);
    this.syncing?.typed();
    return made.sent.op;
  }

  async dismiss(op: string): Promise<void> {
    const open = this.opensOrRefuses();
    await open.store.removeOps([this.found(op, TO_MEND)]);
    await open.view.readQueue();
  }

  async photo(file: string): Promise<Blob | null> {
    const bytes = await this.opensOrRefuses().store.bytesOf(file);
    return bytes && new Blob([bytes], { type: "image/jpeg" });
  }

  draft(form: string, about: string): Draft {
    return {
      load: () => this.opensOrRefuses().store.draft(form, about),
      save: (typed) => orFull(this.opensOrRefuses().store.putDraft(form, about, stamp(), typed)),
      drop: () => this.opensOrRefuses().store.dropDraft(form, about),
    };
  }

  drafts(): Promise<{ form: string; about: string; at: string }[]> {
    return this.opensOrRefuses().store.drafts();
  }

  shrink = shrink;

  // ---- sending ------------------------------------------------------------------------------------------------

  async syncNow(): Promise<{ ok: boolean; words: string }> {
    this.opensOrRefuses();
    return this.syncing?.now() ?? { ok: false, words: say("notOpen") };
  }

  async setWifiOnly(isOn: boolean): Promise<void> {
    this.wifiOnly.value = isOn;
    await this.opensOrRefuses().store.setMeta("wifiOnly", isOn);
    this.syncing?.typed();
  }

  exportQueue(): Promise<Blob> {
    return exportQueue(this.opensOrRefuses());
  }

  measured(what: string, ms: number): void {
    this.door.open?.numbers.took(what, ms);
  }

  log(): Promise<LogLine[]> {
    return this.opensOrRefuses().store.log();
  }

  numbers(): Promise<Numbered> {
    const open = this.opensOrRefuses();
    return open.numbers.ofToday(open.view.standing, open.person.offset);
  }

  // ---- inside -------------------------------------------------------------------------------------------------

  private opened(open: Open, wasCleared: boolean): void {
    const { account } = open.person;
    const closed = (): Promise<void> => this.forget(account);
    this.syncing = new Syncing(open, { closed, contact: () => this.door.refresh() }, () => this.mayUpload());
    state.value = { ...state.value, wasCleared };
    if (wasCleared) open.numbers.cleared();
    this.syncing.start();
    void this.tidy(open);
  }

  /** Read the person's own switch, and take off the list what was sent long ago. */
  private async tidy(open: Open): Promise<void> {
    this.wifiOnly.value = (await open.store.meta<boolean>("wifiOnly")) ?? false;
    const waiting = new Set(open.view.files.value.filter((file) => file.state === "waiting").map((file) => file.op));
    const old = open.view.ops.value.filter((op) => op.isShown && Date.now() - (op.doneAt ?? Date.now()) > KEPT);
    await open.store.removeOps(old.filter((op) => !waiting.has(op.sent.op)));
    await open.view.readQueue();
  }

  private opensOrRefuses(): Open {
    if (!this.door.open) throw new Refused("locked", say("notOpen"));
    return this.door.open;
  }

  private found(op: string, states: string[]): StoredOp {
    const found = this.view.ops.value.find((one) => one.sent.op === op && states.includes(one.state));
    if (!found) throw new Refused("unknown", say("unknownOp"));
    return found;
  }

  private mayUpload(): boolean {
    const { connection } = navigator as Navigator & { connection?: { type?: string } };
    return !this.wifiOnly.value || connection?.type !== "cellular";
  }

  private looked(): void {
    if (document.visibilityState === "hidden") this.hiddenAt = Date.now();
    else if (this.hiddenAt && Date.now() - this.hiddenAt > HIDDEN && this.session.value?.hasPin) this.lock();
    if (document.visibilityState === "visible") void this.door.expireIfDue();
  }

  private async unregister(): Promise<void> {
    const found = (await navigator.serviceWorker?.getRegistrations?.().catch(() => [])) ?? [];
    await Promise.all(found.filter((one) => one.scope.endsWith("/phone/")).map((one) => one.unregister()));
  }
}

async function orFull(kept: Promise<void>): Promise<void> {
  try {
    await kept;
  } catch (error) {
    throw isFull(error) ? new Refused("full", say("full")) : error;
  }
}

/** The one engine of a page. */
export function createEngine(): Engine {
  return new PhoneEngine();
}
