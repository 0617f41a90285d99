/**
 * One person's database. Kinds, scopes, ids of ops and their order stand open, as keys; all else is sealed. A value is
 * always sealed before a transaction begins: a transaction does not wait for cryptography.
 */
import Dexie, { type Table } from "dexie";
import type { OpState, Row } from "./index";
import type { Box, Sealer } from "./keys";

/** A line of a pull: kind, id, version, deleted, payload. */
export type Line = [string, string, number, 0 | 1, Record<string, unknown> | null];

export type FileRef = { id: string; sha256: string; bytes: number; mime: string };

/** The op as it is sent, the same each time. */
export type Envelope = {
  op: string;
  author: string;
  kind: string;
  id: string;
  scope: string;
  base: number | null;
  data: Record<string, unknown>;
  form: string;
  at: string;
  mono: number;
  boot: string;
};

export type StoredOp = {
  n: number;
  sent: Envelope;
  state: OpState;
  why: string;
  words: string;
  ver: number | null;
  /** When the server answered, by this phone's clock; null while it has not. */
  doneAt: number | null;
  /** The server's own row shows it by now: it is not laid over any more. */
  isShown: boolean;
  isExported: boolean;
  files: string[];
};

export type FileState = "waiting" | "stored" | "bad";
export type StoredFile = FileRef & { op: string; place: string; done: number; state: FileState };

/** Rows of a kind and scope whose ids end alike, sealed together: one by one a first copy takes five times as long. */
type Bundle = { kind: string; scope: string; part: string; box: Box };
type Kept = Record<string, [number, Record<string, unknown>]>;
type SealedOp = { n?: number; op: string; box: Box };
type Sealed = { id: string; op: string; box: Box };
type SealedDraft = { form: string; about: string; box: Box };

const LOG_KEPT = 500;

class Tables extends Dexie {
  rows!: Table<Bundle, [string, string, string]>;
  outbox!: Table<SealedOp, number>;
  files!: Table<Sealed, string>;
  blobs!: Table<{ id: string; box: Box }, string>;
  drafts!: Table<SealedDraft, [string, string]>;
  meta!: Table<{ key: string; box: Box }, string>;
  log!: Table<{ n?: number; box: Box }, number>;

  constructor(account: string) {
    // Strict: what was confirmed to the person is on the disk, not in a cache that a flat battery empties.
    super(nameOf(account), { chromeTransactionDurability: "strict" });
    this.version(1).stores({
      rows: "[kind+scope+part]",
      outbox: "++n, &op",
      files: "id, op",
      blobs: "id",
      drafts: "[form+about]",
      meta: "key",
      log: "++n",
    });
  }
}

function nameOf(account: string): string {
  return `wangge-phone-${account}`;
}

export function deleteStore(account: string): Promise<void> {
  return Dexie.delete(nameOf(account));
}

export class Store {
  private readonly db: Tables;

  constructor(
    readonly account: string,
    private readonly sealer: Sealer,
  ) {
    this.db = new Tables(account);
  }

  close(): void {
    this.db.close();
  }

  // ---- rows ---------------------------------------------------------------------------------------------------

  /** One page of a pull and where to go on, together or not at all; a fresh copy takes the place of what there was. */
  async putPage(scope: string, lines: Line[], cursor: string, isFresh: boolean): Promise<void> {
    const parts = new Map<string, Line[]>();
    for (const line of lines) {
      const name = `${line[0]} ${partOf(line[1])}`;
      parts.set(name, [...(parts.get(name) ?? []), line]);
    }
    const changed = await Promise.all([...parts.values()].map((some) => this.bundled(scope, some, isFresh)));
    const where = await this.sealedMeta(`cursor:${scope}`, cursor);
    await this.db.transaction("rw", this.db.rows, this.db.meta, async () => {
      if (isFresh) await this.deleteScope(scope);
      await this.db.rows.bulkPut(changed);
      await this.db.meta.put(where);
    });
  }

  /** A bundle with these lines taken over; whoever syncs is the only one who writes rows. */
  private async bundled(scope: string, lines: Line[], isFresh: boolean): Promise<Bundle> {
    const [[kind, id]] = lines as [Line];
    const part = partOf(id);
    const held = isFresh ? undefined : await this.db.rows.get([kind, scope, part]);
    const rows = held ? await this.opened(held) : {};
    for (const [, key, ver, isGone, payload] of lines) {
      if (isGone) delete rows[key];
      else rows[key] = [ver, payload ?? {}];
    }
    return { kind, scope, part, box: await this.sealer.seal(rows, placeOf(kind, scope, part)) };
  }

  async dropScope(scope: string): Promise<void> {
    await this.db.transaction("rw", this.db.rows, this.db.meta, async () => {
      await this.deleteScope(scope);
      await this.db.meta.delete(`cursor:${scope}`);
    });
  }

  /** Kind by kind: the kinds there are stand next to each other in the key. */
  private async deleteScope(scope: string): Promise<void> {
    const rows = this.db.rows;
    for (let kind = await this.kindAfter(""); kind; kind = await this.kindAfter(kind)) {
      await rows.where("[kind+scope+part]").between([kind, scope, Dexie.minKey], [kind, scope, Dexie.maxKey]).delete();
    }
  }

  private async kindAfter(kind: string): Promise<string | undefined> {
    return (await this.db.rows.where("[kind+scope+part]").above([kind, Dexie.maxKey, Dexie.maxKey]).first())?.kind;
  }

  async forgetCursor(scope: string): Promise<void> {
    await this.db.meta.delete(`cursor:${scope}`);
  }

  async rowsOf(kind: string): Promise<Row[]> {
    const range = this.db.rows.where("[kind+scope+part]").between([kind, Dexie.minKey], [kind, Dexie.maxKey]);
    const bundles = await range.toArray();
    const opened = await Promise.all(bundles.map((bundle) => this.opened(bundle)));
    return opened.flatMap((rows, i) => {
      const { scope } = bundles[i]!;
      return Object.entries(rows).map(([id, [ver, payload]]) => ({ scope, kind, id, ver, payload }));
    });
  }

  /** The version of a row, undefined where there is none. */
  async versionOf(scope: string, kind: string, id: string): Promise<number | undefined> {
    const held = await this.db.rows.get([kind, scope, partOf(id)]);
    return held && (await this.opened(held))[id]?.[0];
  }

  private opened({ kind, scope, part, box }: Bundle): Promise<Kept> {
    return this.sealer.open(box, placeOf(kind, scope, part));
  }

  // ---- ops and files ------------------------------------------------------------------------------------------

  /** An op and its photos, together or not at all. */
  async addOp(op: Omit<StoredOp, "n">, files: { about: StoredFile; bytes: Uint8Array<ArrayBuffer> }[]): Promise<StoredOp> {
    const box = await this.sealedOp(op);
    const infos = await Promise.all(files.map(({ about }) => this.sealedFile(about)));
    const blobs = await Promise.all(
      files.map(async ({ about, bytes }) => ({ id: about.id, box: await this.sealer.sealBlob(bytes, `blobs:${about.id}`) })),
    );
    const n = await this.db.transaction("rw", this.db.outbox, this.db.files, this.db.blobs, async () => {
      await this.db.files.bulkAdd(infos);
      await this.db.blobs.bulkAdd(blobs);
      return this.db.outbox.add({ op: op.sent.op, box });
    });
    return { ...op, n };
  }

  /** All ops in the order they were made. */
  async ops(): Promise<StoredOp[]> {
    const found = await this.db.outbox.orderBy("n").toArray();
    return Promise.all(
      found.map(async ({ n, op, box }) => ({ ...(await this.sealer.open<Omit<StoredOp, "n">>(box, `outbox:${op}`)), n: n! })),
    );
  }

  /** Keep what became of ops; one that was taken off the list meanwhile stays off it. */
  async putOps(ops: StoredOp[]): Promise<void> {
    const boxes = await Promise.all(ops.map(({ n: _n, ...op }) => this.sealedOp(op)));
    await this.db.transaction("rw", this.db.outbox, async () => {
      for (const [i, op] of ops.entries()) await this.db.outbox.update(op.n, { box: boxes[i]! });
    });
  }

  async removeOps(ops: StoredOp[]): Promise<void> {
    const files = ops.flatMap((op) => op.files);
    await this.db.transaction("rw", this.db.outbox, this.db.files, this.db.blobs, async () => {
      await this.db.outbox.bulkDelete(ops.map((op) => op.n));
      await this.db.files.bulkDelete(files);
      await this.db.blobs.bulkDelete(files);
    });
  }

  async files(): Promise<StoredFile[]> {
    const found = await this.db.files.toArray();
    return Promise.all(found.map(({ id, box }) => this.sealer.open<StoredFile>(box, `files:${id}`)));
  }

  async putFile(file: StoredFile): Promise<void> {
    const sealed = await this.sealedFile(file);
    await this.db.files.update(file.id, { op: sealed.op, box: sealed.box });
  }

  async bytesOf(file: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const found = await this.db.blobs.get(file);
    return found ? this.sealer.openBlob(found.box, `blobs:${file}`) : null;
  }

  /** The server has it: the phone's copy may go. */
  async dropBytes(file: string): Promise<void> {
    await this.db.blobs.delete(file);
  }

  private sealedOp(op: Omit<StoredOp, "n">): Promise<Box> {
    return this.sealer.seal(op, `outbox:${op.sent.op}`);
  }

  private async sealedFile(file: StoredFile): Promise<Sealed> {
    return { id: file.id, op: file.op, box: await this.sealer.seal(file, `files:${file.id}`) };
  }

  // ---- drafts -------------------------------------------------------------------------------------------------

  async putDraft(form: string, about: string, at: string, typed: Record<string, unknown>): Promise<void> {
    await this.db.drafts.put({ form, about, box: await this.sealer.seal({ at, typed }, `drafts:${form}:${about}`) });
  }

  async draft(form: string, about: string): Promise<Record<string, unknown> | null> {
    const found = await this.db.drafts.get([form, about]);
    return found ? (await this.openedDraft(found)).typed : null;
  }

  async dropDraft(form: string, about: string): Promise<void> {
    await this.db.drafts.delete([form, about]);
  }

  async drafts(): Promise<{ form: string; about: string; at: string }[]> {
    const found = await this.db.drafts.toArray();
    const opened = found.map(async (one) => ({ form: one.form, about: one.about, at: (await this.openedDraft(one)).at }));
    return (await Promise.all(opened)).sort((a, b) => b.at.localeCompare(a.at));
  }

  private openedDraft({ form, about, box }: SealedDraft): Promise<{ at: string; typed: Record<string, unknown> }> {
    return this.sealer.open(box, `drafts:${form}:${about}`);
  }

  // ---- the rest -----------------------------------------------------------------------------------------------

  async meta<T>(key: string): Promise<T | null> {
    const found = await this.db.meta.get(key);
    return found ? this.sealer.open<T>(found.box, `meta:${key}`) : null;
  }

  async setMeta(key: string, value: unknown): Promise<void> {
    await this.db.meta.put(await this.sealedMeta(key, value));
  }

  async metaKeys(prefix: string): Promise<string[]> {
    return this.db.meta.where("key").startsWith(prefix).primaryKeys();
  }

  async dropMeta(key: string): Promise<void> {
    await this.db.meta.delete(key);
  }

  private async sealedMeta(key: string, value: unknown): Promise<{ key: string; box: Box }> {
    return { key, box: await this.sealer.seal(value, `meta:${key}`) };
  }

  async addLog(line: { at: string; what: string; words: string }): Promise<void> {
    const n = await this.db.log.add({ box: await this.sealer.seal(line, "log") });
    if (n % 50 === 0) await this.db.log.where("n").belowOrEqual(n - LOG_KEPT).delete();
  }

  async log(): Promise<{ at: string; what: string; words: string }[]> {
    const found = await this.db.log.orderBy("n").reverse().limit(LOG_KEPT).toArray();
    return Promise.all(found.map(({ box }) => this.sealer.open<{ at: string; what: string; words: string }>(box, "log")));
  }

  /** Make room on a full disk: what only helps and can be had again. */
  async makeRoom(): Promise<void> {
    await this.db.log.clear();
    const shown = (await this.ops()).filter((op) => op.isShown && op.doneAt !== null);
    await this.removeOps(await this.withoutWaitingFiles(shown));
  }

  private async withoutWaitingFiles(ops: StoredOp[]): Promise<StoredOp[]> {
    const waiting = new Set((await this.files()).filter((file) => file.state === "waiting").map((file) => file.op));
    return ops.filter((op) => !waiting.has(op.sent.op));
  }
}

/** The last digit of an id is as good as random. */
function partOf(id: string): string {
  return id.slice(-1);
}

function placeOf(kind: string, scope: string, part: string): string {
  return `rows:${scope}:${kind}:${part}`;
}

/** Whether something failed because the disk, or what a page may have of it, is full. */
export function isFull(error: unknown): boolean {
  for (let one = error as { name?: string; inner?: unknown } | null; one; one = one.inner as typeof one) {
    if (one.name === "QuotaExceededError") return true;
    if (one.inner === one) return false;
  }
  return false;
}
