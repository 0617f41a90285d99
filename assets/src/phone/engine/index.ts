/**
 * What the screens may ask of the engine. The engine keeps everything sealed on the phone, sends what was done when
 * there is a line, and shows at once what was typed, sent or not.
 */
import type { Ref, ShallowRef } from "vue";

export { createEngine } from "./engine";
export { Refused } from "./refused";

/** A thing of a scope as the phone has it: the server's state with what waits in the queue laid over it. */
export type Row = {
  kind: string;
  id: string;
  scope: string;
  ver: number;
  payload: Record<string, unknown>;
  /** Made or changed on this phone and not yet taken over by the server. */
  isWaiting?: boolean;
};

export type OpState = "waiting" | "sent" | "applied" | "merged" | "conflict" | "held" | "rejected";

/** Something a person did: what became of it, in words of the server, and how far its photos are. */
export type Queued = {
  op: string;
  kind: string;
  id: string;
  scope: string;
  at: string;
  state: OpState;
  why: string;
  words: string;
  data: Record<string, unknown>;
  files: QueuedFile[];
};

export type QueuedFile = { id: string; done: number; size: number; isStored: boolean; isBad: boolean };

/** `can` are the permissions held there; a step of a case is offered by them, the server decides. */
export type Grid = { id: string; name: string; code: string; can: string[] };

export type Unit = { id: string; name: string; can: string[] };

export type Session = {
  account: string;
  name: string;
  grids: Grid[];
  units: Unit[];
  /** The scope of forms and dictionaries. The account is the scope of messages. */
  town: { id: string; name: string };
  /** The moment after which the store opens only by signing in again. */
  opensUntil: string;
  /** Set when that moment is past: a PIN does not help, signing in does; nothing is lost. */
  lockedSince?: string;
  /** Without a PIN the store opens only by signing in: ask for one right after that. */
  hasPin: boolean;
};

export type Phase = "signed-out" | "locked" | "open";

export type SyncState = {
  running: boolean;
  online: boolean;
  /** The last moment the server confirmed something. */
  lastAt: string | null;
  waiting: number;
  files: number;
  /** Whole days the oldest waiting op is old: a banner from 3 on. */
  oldestDays: number;
  /** In words fit to show; empty while all is well. */
  error: string;
  /** The server does not know the token any more: sending goes on after signing in. */
  needsSignIn: boolean;
  /** The system cleared this phone's store: tell the person once. */
  wasCleared: boolean;
  /** How far the first copy is: rows so far; 0 when there is none under way. */
  copying: number;
};

export type Act = {
  kind: string;
  /** The thing it is about; a new one gets an id. */
  id?: string;
  scope: string;
  /** The version the person looked at, for changed fields. */
  base?: number;
  /** A Blob anywhere in it is a photo: what the op carries is its id and hash, the photo itself follows after the text. */
  data: Record<string, unknown>;
  /** Name and version of the form, such as "visit@12". */
  form?: string;
  /** Already shrunk; they become data.files. */
  files?: Blob[];
};

export type Draft = {
  load(): Promise<Record<string, unknown> | null>;
  save(typed: Record<string, unknown>): Promise<void>;
  drop(): Promise<void>;
};

export type Shrunk = { blob: Blob; takenAt?: string; lat?: number; lon?: number };

export type Times = { n: number; p50: number; p95: number };

/** A day's numbers as the office is told them: docs/phone-contract.md, telemetry. */
export type Numbered = {
  day: string;
  app: string;
  storage: { used: number; quota: number; persisted: boolean };
  pull?: Times;
  push?: Times;
  save?: Times;
  open?: Times;
  [other: string]: unknown;
};

export type LogLine = { at: string; what: string; words: string };

export interface Engine {
  session: Readonly<Ref<Session | null>>;
  phase: Readonly<Ref<Phase>>;
  sync: Readonly<Ref<SyncState>>;

  /**
   * Needs a line. Throws Refused; why is "code" when a one-time code is asked for, "offline" without a line, "pin"
   * when the password was changed since: then the phase is "locked" and the old PIN opens what is on the phone.
   */
  signIn(loginName: string, password: string, code?: string): Promise<void>;
  /** Four digits or more, first after signing in, later to change it. Throws Refused. */
  setPin(pin: string): Promise<void>;
  /** False for a wrong PIN; after ten of them only signing in helps. Throws Refused when it cannot be opened by a PIN. */
  unlock(pin: string, account?: string): Promise<boolean>;
  lock(): void;
  /** Whose stores this phone has. */
  people(): Promise<{ account: string; name: string }[]>;

  /** Live lists and rows; until a kind is read from disk its list is empty. */
  rows(kind: string, scope?: string): Readonly<ShallowRef<Row[]>>;
  row(kind: string, id: string): Readonly<ShallowRef<Row | undefined>>;
  /** Resolves when the rows of this kind are in memory, so that "nothing here" may be said. */
  ready(kind: string): Promise<void>;

  /** What waits, what needs a person, and what was sent in the last three days; newest first. */
  queue(): Readonly<ShallowRef<Queued[]>>;
  /** On disk before it resolves with the op's id. Throws Refused {why: "full"} and keeps nothing when the disk is full. */
  act(done: Act): Promise<string>;
  /** A rejected one, mended, as a new op with the same photos. */
  resend(op: string, data: Record<string, unknown>): Promise<string>;
  /** Take a rejected, held or conflicting one off the list; the server has kept it. */
  dismiss(op: string): Promise<void>;
  /** A photo that is still on the phone. */
  photo(file: string): Promise<Blob | null>;

  draft(form: string, about: string): Draft;
  /** Every draft of this person, newest first. */
  drafts(): Promise<{ form: string; about: string; at: string }[]>;

  /** What really happened, in words. */
  syncNow(): Promise<{ ok: boolean; words: string }>;
  /** 1600 px, quality 0.7, no EXIF; `mark` is written into the lower corner. */
  shrink(photo: File, mark?: string): Promise<Shrunk>;
  /** Photos wait for Wi-Fi where the phone can tell; kept for this person. */
  setWifiOnly(isOn: boolean): Promise<void>;
  wifiOnly: Readonly<Ref<boolean>>;

  /** What was not sent yet, as a sealed file for the office. */
  exportQueue(): Promise<Blob>;
  /** The store is deleted. Throws Refused {why: "waiting"} while anything waits that was not exported. */
  signOut(): Promise<void>;
  /** Delete somebody's store whose PIN and password are both gone; what waited in it is gone too. */
  forget(account: string): Promise<void>;

  /** How long a screen took, in ms: "list", "form", "start". For the day's telemetry. */
  measured(what: string, ms: number): void;
  /** The last 500 things the sync did, newest first. */
  log(): Promise<LogLine[]>;
  /** Today's numbers, as they are told. */
  numbers(): Promise<Numbered>;
}
