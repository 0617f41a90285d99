/** The requests of the contract (docs/phone-contract.md). No cookie goes along; the token stands in a header. */
import { Refused } from "./refused";
import type { Envelope, Line } from "./store";
import { say } from "./words";

export type About = {
  account: string;
  name: string;
  town?: { id: string; name: string };
  grids: { id: string; name: string; code: string; can?: string[] }[];
  units?: { id: string; name: string; can: string[] }[];
  scopes?: { id: string; kind: string }[];
  epoch: string;
  opens_until: string;
  server_time: string;
};
export type Entry = About & { token: string; secret: string };
export type Head = { cursor: string; more: boolean; n: number; epoch: string; server_time: string };
export type Page = { head: Head; lines: Line[] };
export type Result = { op: string; st: string; ver?: number; why?: string; msg?: string; dup?: 1 };
export type Pushed = { results: Result[]; server_time: string; epoch: string; wipe: boolean };

const PATIENCE = 90_000;

/** There is no line, or nobody answered in time. */
export class Offline extends Error {}

/** The server said no. */
export class Answered extends Error {
  constructor(
    readonly status: number,
    readonly why: string,
    readonly words: string,
    readonly body: Record<string, unknown>,
  ) {
    super(`${status} ${why}`);
  }
}

export async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const giveUp = new AbortController();
  setTimeout(() => giveUp.abort(), PATIENCE); // also for the body, which is read after this returns
  try {
    return await fetch(path, { ...options, credentials: "omit", cache: "no-store", signal: giveUp.signal });
  } catch {
    throw new Offline(say(giveUp.signal.aborted ? "slow" : "offline"));
  }
}

async function told(answer: Response): Promise<Answered> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  return new Answered(answer.status, String(body["why"] ?? ""), String(body["msg"] ?? ""), body);
}

async function json<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw await told(answer);
  return read(() => answer.json() as Promise<T>);
}

/** A line that breaks in the middle of an answer is no answer. */
async function read<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch {
    throw new Offline(say("slow"));
  }
}

const JSON_BODY = { "Content-Type": "application/json" };

export async function signIn(given: Record<string, string>): Promise<Entry> {
  try {
    const body = JSON.stringify(given);
    return await json<Entry>(await ask("/phone/api/sign-in/", { method: "POST", headers: JSON_BODY, body }));
  } catch (error) {
    if (error instanceof Offline) throw new Refused("offline", error.message);
    if (error instanceof Answered) throw new Refused(error.why || "refused", error.words || say("slow"));
    throw error;
  }
}

export class Server {
  constructor(private readonly token: string) {}

  get bearer(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }

  async me(): Promise<About> {
    return json<About>(await ask("/phone/api/me/", { headers: this.bearer }));
  }

  /** Which of these scopes are worth a pull. */
  async news(cursors: Record<string, string>, epoch: string): Promise<{ scopes: string[]; server_time: string }> {
    return json(await this.posted("/phone/api/news/", { cursors, epoch }));
  }

  async pull(scope: string, cursor: string, epoch: string): Promise<Page> {
    const words = new URLSearchParams({ scope, cursor, epoch, limit: "2000" });
    const answer = await ask(`/phone/api/pull/?${words}`, { headers: this.bearer });
    if (!answer.ok) throw await told(answer);
    const lines = (await read(() => answer.text())).split("\n").filter(Boolean);
    const [head, ...rows] = parsed(lines);
    const page = { head: head as unknown as Head, lines: rows as Line[] };
    if (page.lines.length !== page.head?.n) throw new Offline(say("slow"));
    return page;
  }

  async push(ops: Envelope[], clocks: { epoch: string; now: string; mono: number; boot: string }): Promise<Pushed> {
    return json<Pushed>(await this.posted("/phone/api/push/", { ...clocks, ops }));
  }

  async telemetry(day: Record<string, unknown>): Promise<void> {
    const answer = await this.posted("/phone/api/telemetry/", day);
    if (!answer.ok) throw await told(answer);
  }

  private posted(path: string, given: Record<string, unknown>): Promise<Response> {
    return ask(path, { method: "POST", headers: { ...JSON_BODY, ...this.bearer }, body: JSON.stringify(given) });
  }
}

function parsed(lines: string[]): unknown[] {
  try {
    return lines.map((line) => JSON.parse(line) as unknown);
  } catch {
    throw new Offline(say("slow")); // cut off in the middle
  }
}
