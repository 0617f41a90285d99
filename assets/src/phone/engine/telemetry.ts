/** A day's numbers of this phone: whether it works, never what its person did or where. */
import { dayOf } from "./clock";
import type { Numbered } from "./index";
import type { Store } from "./store";
import type { Standing } from "./view";

type Day = { day: string; times: Record<string, number[]>; errors: Record<string, number>; evictions: number; isSent: boolean };

const MOST_SAMPLES = 200;
const EVERY = 30 * 60_000;
const PREFIX = "day:";
/** What screens measure goes under these names of the contract. */
const NAMES: Record<string, string> = { list: "open", form: "open", start: "open", open: "open" };

export class Numbers {
  private today: Day | null = null;
  private sentAt = 0;

  constructor(private readonly store: Store) {}

  took(what: string, ms: number): void {
    const samples = ((this.now().times[NAMES[what] ?? what] ??= []));
    samples.push(Math.round(ms));
    if (samples.length > MOST_SAMPLES) samples.shift();
  }

  failed(code: string): void {
    const { errors } = this.now();
    errors[code] = (errors[code] ?? 0) + 1;
  }

  cleared(): void {
    this.now().evictions += 1;
  }

  /** Take up the day where it was left, when the app was closed in between. */
  async begin(): Promise<void> {
    const kept = await this.store.meta<Day>(PREFIX + dayOf());
    if (kept && !this.today) this.today = kept;
  }

  /** Send days that are over, and from time to time the one that runs. */
  async send(standing: Standing, offset: number, post: (row: Numbered) => Promise<void>): Promise<void> {
    const today = this.now();
    await this.store.setMeta(PREFIX + today.day, today);
    for (const key of await this.store.metaKeys(PREFIX)) {
      const isToday = key === PREFIX + today.day;
      const day = await this.store.meta<Day>(key);
      if (!day || (isToday && Date.now() - this.sentAt < EVERY)) continue;
      await post(await row(day, standing, offset));
      if (isToday) this.sentAt = Date.now();
      else await this.store.dropMeta(key);
    }
  }

  /** What is told of today. */
  ofToday(standing: Standing, offset: number): Promise<Numbered> {
    return row(this.now(), standing, offset);
  }

  private now(): Day {
    const day = dayOf();
    if (this.today?.day !== day) this.today = { day, times: {}, errors: {}, evictions: 0, isSent: false };
    return this.today;
  }
}

async function row(day: Day, standing: Standing, offset: number): Promise<Numbered> {
  const estimate = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
  const persisted = (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
  const times = Object.fromEntries(Object.entries(day.times).map(([name, samples]) => [name, summed(samples)]));
  return {
    ...times,
    day: day.day,
    app: appVersion(),
    browser: /(Chrome|Firefox|Version)\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? "",
    webview: /MicroMessenger|wxwork|DingTalk|; wv\)/.exec(navigator.userAgent)?.[0] ?? "",
    outbox: { waiting: standing.waiting, oldest_hours: standing.oldestHours },
    files: { awaited: standing.files },
    storage: { used: estimate.usage ?? 0, quota: estimate.quota ?? 0, persisted },
    clock_offset: Math.round(offset / 1000),
    evictions: day.evictions,
    errors: day.errors,
  };
}

/** The name of the built file carries the hash of what it holds. */
function appVersion(): string {
  return /([\w-]+)\.js/.exec(import.meta.url)?.[1] ?? "";
}

function summed(samples: number[]): { n: number; p50: number; p95: number } {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { n: sorted.length, p50: at(0.5), p95: at(0.95) };
}
