/** What the screens see: rows of the store, opened kind by kind when first asked for, with the queue laid over them. */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";
import type { Queued, Row } from "./index";
import { overlaid } from "./overlay";
import type { Line, Store, StoredFile, StoredOp } from "./store";

export type Standing = { waiting: number; oldestHours: number; files: number };
type Held = { rows: Map<string, Row>; changed: Ref<number>; loading: Promise<void> | null; taken: number };

export class View {
  private readonly kinds = new Map<string, Held>();
  private readonly lists = new Map<string, ComputedRef<Row[]>>();
  private readonly store: ShallowRef<Store | null> = shallowRef(null);
  readonly ops: ShallowRef<StoredOp[]> = shallowRef([]);
  readonly files: ShallowRef<StoredFile[]> = shallowRef([]);
  readonly queue = computed<Queued[]>(() => this.queued());

  /** Show what a store holds; null empties everything at once. */
  async show(store: Store | null): Promise<void> {
    for (const held of this.kinds.values()) {
      held.rows = new Map();
      held.loading = null;
    }
    [this.ops.value, this.files.value] = [[], []];
    this.store.value = store;
    if (store) {
      await this.readQueue();
      await Promise.all([...this.kinds.keys()].map((kind) => this.ready(kind)));
    }
    for (const held of this.kinds.values()) held.changed.value++;
  }

  /** What has not been sent, and since when. */
  get standing(): Standing {
    const waiting = this.ops.value.filter((op) => op.state === "waiting");
    const oldest = waiting.length ? Date.now() - Date.parse(waiting[0]!.sent.at) : 0;
    const files = this.files.value.filter((file) => file.state === "waiting").length;
    return { waiting: waiting.length, oldestHours: Math.floor(oldest / 3_600_000), files };
  }

  rows(kind: string, scope?: string): ComputedRef<Row[]> {
    const name = `${kind} ${scope ?? ""}`;
    const found = this.lists.get(name);
    if (found) return found;
    const all = scope === undefined ? null : this.rows(kind);
    const made = all
      ? computed(() => all.value.filter((row) => row.scope === scope))
      : computed(() => this.overlaidRows(kind));
    this.lists.set(name, made);
    void this.ready(kind);
    return made;
  }

  row(kind: string, id: string): ComputedRef<Row | undefined> {
    const all = this.rows(kind);
    return computed(() => all.value.find((row) => row.id === id));
  }

  /** Resolves when the rows of a kind are in memory. */
  ready(kind: string): Promise<void> {
    const held = this.held(kind);
    const store = this.store.value;
    if (!store) return Promise.resolve();
    held.loading ??= this.read(kind, held, store);
    return held.loading;
  }

  /** A page came in and is on the disk; `isFresh` where it takes the place of everything of the scope. */
  take(scope: string, lines: Line[], isFresh: boolean): void {
    const touched = new Set(isFresh ? this.kinds.keys() : []);
    if (isFresh) this.forget(scope);
    for (const [kind, id, ver, isGone, payload] of lines) {
      const held = this.kinds.get(kind);
      if (!held?.loading) continue;
      if (isGone) held.rows.delete(scope + id);
      else held.rows.set(scope + id, { kind, id, ver, scope, payload: payload ?? {} });
      touched.add(kind);
    }
    for (const kind of touched) {
      this.held(kind).taken++;
      this.held(kind).changed.value++;
    }
  }

  /** A scope was lost. */
  dropScope(scope: string): void {
    this.forget(scope);
    for (const held of this.kinds.values()) held.changed.value++;
  }

  /** Another tab wrote rows: read again what is shown. */
  async reread(): Promise<void> {
    const store = this.store.value;
    if (!store) return;
    const shown = [...this.kinds].filter(([, held]) => held.loading);
    await Promise.all(shown.map(([kind, held]) => this.read(kind, held, store)));
  }

  /** The queue and its photos as they are on the disk. */
  async readQueue(): Promise<void> {
    const store = this.store.value;
    if (!store) return;
    const [ops, files] = await Promise.all([store.ops(), store.files()]);
    if (this.store.value === store) [this.ops.value, this.files.value] = [ops, files];
  }

  private held(kind: string): Held {
    const found = this.kinds.get(kind) ?? { rows: new Map<string, Row>(), changed: ref(0), loading: null, taken: 0 };
    this.kinds.set(kind, found);
    return found;
  }

  private async read(kind: string, held: Held, store: Store): Promise<void> {
    let rows: Row[];
    let before: number;
    do {
      before = held.taken; // a page that comes in while the disk is read may be missing in what was read
      rows = await store.rowsOf(kind);
      if (this.store.value !== store) return;
    } while (held.taken !== before);
    held.rows = new Map(rows.map((row) => [row.scope + row.id, row]));
    held.changed.value++;
  }

  private forget(scope: string): void {
    for (const held of this.kinds.values()) {
      for (const [key, row] of held.rows) if (row.scope === scope) held.rows.delete(key);
    }
  }

  private overlaidRows(kind: string): Row[] {
    const held = this.held(kind);
    void held.changed.value;
    return overlaid(kind, [...held.rows.values()], this.ops.value.filter(isLaid));
  }

  private queued(): Queued[] {
    const files = new Map(this.files.value.map((file) => [file.id, file]));
    const shown = this.ops.value.map((op) => ({
      ...{ op: op.sent.op, kind: op.sent.kind, id: op.sent.id, scope: op.sent.scope, at: op.sent.at },
      ...{ state: op.state, why: op.why, words: op.words, data: op.sent.data },
      files: op.files.flatMap((id) => {
        const file = files.get(id);
        if (!file) return [];
        return [{ id, done: file.done, size: file.bytes, isStored: file.state === "stored", isBad: file.state === "bad" }];
      }),
    }));
    return shown.reverse();
  }
}

/** What was typed shows until the server's own rows do; what was refused or is in doubt stands in the queue only. */
function isLaid(op: StoredOp): boolean {
  return op.state === "waiting" || op.state === "sent" || (!op.isShown && (op.state === "applied" || op.state === "merged"));
}
