/** The one loop: text out, rows in, photos out. It never throws; what went wrong stands in words in `state`. */
import { ref } from "vue";
import { stamp } from "./clock";
import type { SyncState } from "./index";
import { Closed, TokenRefused, type Open } from "./open";
import { pullAll } from "./pulling";
import { pushAll, type Tally } from "./pushing";
import { Answered, Offline } from "./server";
import { isFull } from "./store";
import { alone, Tabs } from "./tabs";
import { uploadAll } from "./uploading";
import { say } from "./words";

const IN_HAND = 45_000; // whoever looks at the phone hears of an order to leave within a minute
const EVERY = 5 * 60_000;
const AFTER_TYPING = 300; // the screen first
const AFTER_FAILING = 10_000; // then twice as long each time
const SELDOM = 60 * 60_000;
const AFTER_SENDING = [3_000, 25_000]; // what follows from an op is done by jobs within seconds
const MOST_DRAINS = 20;

export type Outcome = { ok: boolean; words: string };
type Ended = { closed: () => Promise<void>; contact: () => void };

const QUIET: SyncState = {
  ...{ running: false, online: true, lastAt: null, waiting: 0, files: 0, oldestDays: 0 },
  ...{ error: "", needsSignIn: false, wasCleared: false, copying: 0 },
};

export const state = ref<SyncState>({ ...QUIET });

export class Syncing {
  private timer = 0;
  private fails = 0;
  private isStopped = false;
  private running: Promise<Outcome> | null = null;
  private wantsAgain = false;
  private readonly tabs: Tabs;

  constructor(
    private readonly open: Open,
    private readonly ended: Ended,
    private readonly mayUpload: () => boolean,
  ) {
    this.tabs = new Tabs(open.person.account, (what) => void this.hear(what));
    state.value = { ...QUIET, online: navigator.onLine, lastAt: state.value.lastAt, wasCleared: state.value.wasCleared };
  }

  start(): void {
    window.addEventListener("online", this.awake);
    window.addEventListener("offline", this.asleep);
    document.addEventListener("visibilitychange", this.seen);
    void this.recall();
    this.soon(0);
  }

  stop(): void {
    this.isStopped = true;
    window.clearTimeout(this.timer);
    window.removeEventListener("online", this.awake);
    window.removeEventListener("offline", this.asleep);
    document.removeEventListener("visibilitychange", this.seen);
    this.tabs.close();
    state.value = { ...QUIET };
  }

  /** Something was typed: other tabs show it, and it goes out when the line allows. */
  typed(): void {
    this.tabs.tell("queue");
    if (this.running) this.wantsAgain = true;
    else if (navigator.onLine) this.soon(this.fails ? AFTER_FAILING : AFTER_TYPING, true);
  }

  /** The button: what really happened, in words. */
  async now(): Promise<Outcome> {
    if (this.running) await this.running;
    return this.run(true);
  }

  private readonly awake = (): void => {
    state.value = { ...state.value, online: true };
    this.fails = 0;
    this.soon(500);
  };

  private readonly asleep = (): void => {
    state.value = { ...state.value, online: false };
  };

  private readonly seen = (): void => {
    if (document.visibilityState === "visible" && !this.running) this.soon(1_000);
  };

  /** `mayWait` where another tab that syncs now may be past what this one has to send. */
  private soon(ms: number, mayWait: boolean = false): void {
    if (this.isStopped) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.run(mayWait), ms);
  }

  private async recall(): Promise<void> {
    const lastAt = await this.open.store.meta<string>("lastAt").catch(() => null);
    if (!this.isStopped && !state.value.lastAt) state.value = { ...state.value, lastAt };
  }

  private run(mayWait: boolean): Promise<Outcome> {
    const { account } = this.open.person;
    this.running ??= alone(`wangge-sync-${account}`, mayWait, () => this.round())
      .then((outcome) => outcome ?? { ok: true, words: "" })
      .finally(() => this.after());
    return this.running;
  }

  private after(): void {
    this.running = null;
    if (this.isStopped) return;
    state.value = { ...state.value, running: false, copying: 0 };
    if (this.wantsAgain && !this.fails) this.soon(AFTER_TYPING, true);
    else this.soon(this.pause());
    this.wantsAgain = false;
  }

  private pause(): number {
    const calm = document.visibilityState === "visible" ? IN_HAND : EVERY;
    const plain = this.fails ? Math.min(AFTER_FAILING * 2 ** this.fails, SELDOM) : calm;
    return plain * (0.7 + 0.6 * Math.random());
  }

  private async round(): Promise<Outcome> {
    state.value = { ...state.value, running: true };
    try {
      await this.open.reread();
      if (!this.open.hasToken) throw new TokenRefused("");
      const tally = await pushAll(this.open);
      if (tally.isClosed) throw new Closed("");
      const isOther = tally.epoch !== this.open.epoch;
      const came = await pullAll(this.open, isOther, (copying) => (state.value = { ...state.value, copying }));
      if (came || tally.sent) this.tabs.tell(came ? "rows" : "queue");
      await this.went(tally, came);
      const left = await this.sendPhotos(tally);
      await this.report();
      this.fails = 0;
      return { ok: true, words: this.wordsOf(tally, left) };
    } catch (error) {
      return this.failed(error);
    }
  }

  /** Photos after the text; text that is typed meanwhile goes between two pieces. Gives back how many are left. */
  private async sendPhotos(tally: Tally): Promise<number> {
    if (this.mayUpload()) {
      await uploadAll(this.open, async () => {
        const more = await pushAll(this.open);
        [tally.sent, tally.toCheck] = [tally.sent + more.sent, tally.toCheck + more.toCheck];
      });
    }
    return this.open.view.files.value.filter((file) => file.state === "waiting").length;
  }

  /** Text and rows went through: that is what the person is told, whatever becomes of photos. */
  private async went(tally: Tally, came: number): Promise<void> {
    this.ended.contact();
    const lastAt = stamp();
    state.value = { ...state.value, lastAt, error: "", online: true, needsSignIn: false };
    if (tally.sent) for (const ms of AFTER_SENDING) window.setTimeout(() => !this.isStopped && void this.run(false), ms);
    await this.open.store.setMeta("lastAt", lastAt);
    if (came || tally.sent) await this.open.store.addLog({ at: lastAt, what: "ok", words: this.wordsOf(tally, 0) });
  }

  private wordsOf(tally: Tally, photos: number): string {
    if (tally.toCheck) return say("held", { n: tally.sent, m: tally.toCheck });
    if (photos) return say(this.mayUpload() ? "photos" : "photosWait", { n: photos });
    return tally.sent ? say("sent", { n: tally.sent }) : say("fresh");
  }

  private async failed(error: unknown): Promise<Outcome> {
    if (this.isStopped) return { ok: false, words: "" };
    if (error instanceof Closed) return this.drain();
    this.fails += 1;
    const { code, words } = told(error);
    this.open.numbers.failed(code);
    const [needsSignIn, hasNoLine] = [error instanceof TokenRefused, error instanceof Offline];
    // To be without a line is no fault: that is what `online` says.
    state.value = { ...state.value, error: hasNoLine && !navigator.onLine ? "" : words, needsSignIn, online: !hasNoLine };
    await this.open.store.addLog({ at: stamp(), what: code, words }).catch(() => undefined);
    return { ok: false, words };
  }

  /** The server closed this phone: what it has goes there and is held for a person, then the store is deleted. */
  private async drain(): Promise<Outcome> {
    try {
      for (let i = 0; i < MOST_DRAINS && (await pushAll(this.open)).sent; i++);
      await uploadAll(this.open, async () => undefined).catch((error: unknown) => {
        if (error instanceof Offline) throw error; // a photo the server will not have must not keep the store alive
      });
    } catch (error) {
      this.fails += 1;
      const { words } = told(error);
      state.value = { ...state.value, error: words };
      return { ok: false, words };
    }
    if (this.open.view.ops.value.some((op) => op.state === "waiting")) return { ok: false, words: say("slow") };
    await this.ended.closed();
    return { ok: false, words: say("wiped") };
  }

  private async report(): Promise<void> {
    const { person, numbers, server, view } = this.open;
    await numbers.send(view.standing, person.offset, (row) => server.telemetry(row)).catch((error: unknown) => {
      if (!(error instanceof Answered)) throw error; // that nobody counts is no reason to call the sync failed
    });
  }

  private async hear(what: "rows" | "queue" | "gone"): Promise<void> {
    if (what === "gone") return this.ended.closed();
    await this.open.view.readQueue();
    if (what !== "rows") return;
    await this.open.reread();
    await this.open.view.reread();
    this.ended.contact();
  }
}

function told(error: unknown): { code: string; words: string } {
  if (error instanceof Offline) return { code: "offline", words: error.message || say("offline") };
  if (error instanceof TokenRefused) return { code: "sign_in", words: say("signIn") };
  if (error instanceof Answered) return { code: String(error.status), words: error.words || say("fault", { what: error.status }) };
  if (isFull(error)) return { code: "full", words: say("fullPull") };
  const name = error instanceof Error ? error.name : "?";
  return { code: name, words: say("fault", { what: name }) };
}
