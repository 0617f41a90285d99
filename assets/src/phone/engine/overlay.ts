/** How a thing looks with what was typed about it: laid over the server's rows until these show it themselves. */
import type { Row } from "./index";
import type { StoredOp } from "./store";

type Rows = Map<string, Row>;
type Lay = (rows: Rows, op: StoredOp) => void;

/** By the kind of the op, then by the kind of the rows that show it. */
const LAYS: Record<string, Record<string, Lay>> = {
  visit: { visit: addVisit, task: tickErrands },
  meeting: { visit: (rows, op) => add(rows, op, "visit", { household: null, by: "", ...plain(op), at: op.sent.at }) },
  household: { household: change },
  person: { person: change },
  wish: { wish: (rows, op) => (op.sent.data["end"] === true ? drop(rows, op) : put(rows, op, "wish", plain(op))) },
  change_request: { person: (rows, op) => patch(rows, String(op.sent.data["person"]), (was) => ({ asked: [...list(was["asked"]), op.sent.data] })) },
  case: { case: addCase },
  case_step: { case: addStep },
  hazard: { household: (rows, op) => patch(rows, String(op.sent.data["household"]), () => ({ hazard: true })) },
  tick: { order_row: addTick },
  read: { notice: (rows, op) => patch(rows, op.sent.id, () => ({ read: op.sent.at })) },
};

/** The kinds of rows that an op makes itself, under its own id. */
const MADE: Record<string, string> = { visit: "visit", meeting: "visit", case: "case" };
const CHANGED: Record<string, string> = { household: "household", person: "person", wish: "wish", read: "notice" };

/** Whether ops of this kind may change how rows of that kind look. */
export function concerns(op: StoredOp, kind: string): boolean {
  return LAYS[op.sent.kind]?.[kind] !== undefined;
}

/** The row an op makes, if it makes one. */
export function rowMade(op: StoredOp): string | undefined {
  return MADE[op.sent.kind];
}

/** The row an op changes under its id, if it does. */
export function rowChanged(op: StoredOp): string | undefined {
  return CHANGED[op.sent.kind];
}

/** Rows of one kind with these ops laid over them, in the order they were made; the given rows stay as they are. */
export function overlaid(kind: string, rows: Row[], ops: StoredOp[]): Row[] {
  const laid = ops.filter((op) => concerns(op, kind));
  if (!laid.length) return rows;
  const found: Rows = new Map(rows.map((row) => [row.id, row]));
  for (const op of laid) LAYS[op.sent.kind]![kind]!(found, op);
  return [...found.values()];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function plain(op: StoredOp): Record<string, unknown> {
  const { files: _files, ...data } = op.sent.data;
  return data;
}

function put(rows: Rows, op: StoredOp, kind: string, payload: Record<string, unknown>): void {
  const { id, scope } = op.sent;
  rows.set(id, { kind, id, scope, ver: rows.get(id)?.ver ?? 0, payload, isWaiting: true });
}

/** Only where the server does not have it yet. */
function add(rows: Rows, op: StoredOp, kind: string, payload: Record<string, unknown>): void {
  if (!rows.has(op.sent.id)) put(rows, op, kind, payload);
}

function drop(rows: Rows, op: StoredOp): void {
  rows.delete(op.sent.id);
}

function patch(rows: Rows, id: string, changes: (was: Record<string, unknown>) => Record<string, unknown>): void {
  const row = rows.get(id);
  if (row) rows.set(id, { ...row, payload: { ...row.payload, ...changes(row.payload) }, isWaiting: true });
}

/** Changed plain fields; of a sheet item by item, null takes an item out; of a telephone the phone shows the end. */
function change(rows: Rows, op: StoredOp): void {
  patch(rows, op.sent.id, (was) => {
    const changes = plain(op);
    if (typeof changes["phone"] === "string") changes["phone"] = changes["phone"].slice(-4);
    if (changes["confirmed"] === true) changes["confirmed"] = op.sent.at;
    if (changes["sheet"]) changes["sheet"] = sheet(was["sheet"], changes["sheet"]);
    return changes;
  });
}

function sheet(was: unknown, changed: unknown): Record<string, unknown> {
  const items = { ...(was as object), ...(changed as object) };
  return Object.fromEntries(Object.entries(items).filter(([, value]) => value !== null));
}

function addVisit(rows: Rows, op: StoredOp): void {
  const data = plain(op);
  const checks = Object.entries((data["checks"] ?? {}) as object).flatMap(([key, isOn]) => (isOn ? [key] : []));
  const follows = list(data["follow"]).map((one) => {
    const { to, id } = one as { to: string; id?: string };
    return { kind: to, id: id ?? "", label: "" };
  });
  const unchanged = data["nothing_changed"] === true;
  add(rows, op, "visit", { by: "", unmet: "", ...data, checks, follows, unchanged, did: list(data["services"]), at: op.sent.at });
}

/** Errands that were seen to at the door are done, as far as this phone knows. */
function tickErrands(rows: Rows, op: StoredOp): void {
  const done = list(op.sent.data["errands_done"]).map((one) => (typeof one === "string" ? one : String((one as { id: unknown }).id)));
  const seen = new Set([...done, ...(op.sent.data["unmet"] ? [] : [String(op.sent.data["household"])])]);
  for (const row of [...rows.values()]) {
    const { ref, kind } = row.payload as { ref?: string; kind?: string };
    const isVisit = kind === "visit" && ref === op.sent.data["household"];
    if (ref && seen.has(ref) && (isVisit || done.includes(ref))) patch(rows, row.id, () => ({ done: op.sent.at }));
  }
}

function addCase(rows: Rows, op: StoredOp): void {
  const data = plain(op);
  const words = String(data["words"] ?? "");
  const looks = { number: "", state: "waiting", state_words: "", history: [], can: [], photos: list(op.sent.data["files"]).length };
  add(rows, op, "case", { ...looks, title: words.slice(0, 40), reported_at: op.sent.at, ...data });
}

function addStep(rows: Rows, op: StoredOp): void {
  const { case: about, step, words } = op.sent.data as { case: string; step: string; words?: string };
  patch(rows, about, (was) => ({
    asked: step,
    history: [...list(was["history"]), { at: op.sent.at, what: step, who: "", words: words ?? "", isWaiting: true }],
  }));
}

function addTick(rows: Rows, op: StoredOp): void {
  const { order_row: about, step, where } = op.sent.data as { order_row: string; step: string; where?: string };
  patch(rows, about, (was) => ({
    state: step,
    ticks: [...list(was["ticks"]), { step, at: op.sent.at, by: "", where: where ?? "" }],
  }));
}
