/** What a person does becomes an op: fixed the moment it is done, on the disk before anybody is told it is kept. */
import { BOOT, mono, stamp } from "./clock";
import type { Act } from "./index";
import { hex, sha256 } from "./keys";
import type { Open } from "./open";
import { Refused } from "./refused";
import { isFull, type FileRef, type StoredFile, type StoredOp } from "./store";
import { uuid7 } from "./uuid";
import { say } from "./words";

type Piece = { about: StoredFile; bytes: Uint8Array<ArrayBuffer> };

/** Keep an op with its photos. Throws Refused {why: "full"} with nothing kept when the disk is full. */
export async function keep(open: Open, done: Act): Promise<StoredOp> {
  const began = performance.now();
  const op = uuid7();
  const pieces: Piece[] = [];
  const given = done.files?.length ? { ...done.data, files: done.files } : done.data;
  const data = (await withRefs(given, op, pieces)) as Record<string, unknown>;
  const stored = await write(open, newOp(open, done, op, data, pieces.map(({ about }) => about.id)), pieces);
  open.view.ops.value = [...open.view.ops.value, stored];
  if (pieces.length) open.view.files.value = [...open.view.files.value, ...pieces.map(({ about }) => about)];
  open.numbers.took("save", performance.now() - began);
  return stored;
}

/** A refused op, mended, as a new one that takes its photos along; the old one leaves the list. */
export async function again(open: Open, old: StoredOp, data: Record<string, unknown>): Promise<StoredOp> {
  const { kind, id, scope, base, form, data: before } = old.sent;
  const mended = before["files"] ? { files: before["files"], ...data } : data;
  const done: Act = { kind, id, scope, form, data: mended, ...(base === null ? {} : { base }) };
  const made = await write(open, newOp(open, done, uuid7(), mended, old.files), []);
  for (const file of await open.store.files()) {
    if (old.files.includes(file.id)) await open.store.putFile({ ...file, op: made.sent.op, state: "waiting", place: "", done: 0 });
  }
  await open.store.removeOps([{ ...old, files: [] }]);
  await open.view.readQueue();
  return made;
}

function newOp(open: Open, done: Act, op: string, data: Record<string, unknown>, files: string[]): Omit<StoredOp, "n"> {
  const { kind, scope, base = null, form = "" } = done;
  const clocks = { at: stamp(), mono: mono(), boot: BOOT };
  const sent = { op, author: open.person.account, kind, id: done.id ?? uuid7(), scope, base, data, form, ...clocks };
  const fate = { why: "", words: "", ver: null, doneAt: null, isShown: false, isExported: false };
  return { sent, state: "waiting", ...fate, files };
}

async function write(open: Open, op: Omit<StoredOp, "n">, pieces: Piece[]): Promise<StoredOp> {
  try {
    return await open.store.addOp(op, pieces);
  } catch (error) {
    if (!isFull(error)) throw error;
  }
  try {
    await open.store.makeRoom();
    return await open.store.addOp(op, pieces);
  } catch (error) {
    open.numbers.failed("full");
    if (isFull(error)) throw new Refused("full", say("full"));
    throw error;
  }
}

/** The same data with each Blob replaced by what the server must know of it beforehand. */
async function withRefs(value: unknown, op: string, pieces: Piece[]): Promise<unknown> {
  if (value instanceof Blob) return refTo(value, op, pieces);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const one of value) items.push(await withRefs(one, op, pieces));
    return items;
  }
  if (value === null || typeof value !== "object") return value;
  const made: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) if (one !== undefined) made[name] = await withRefs(one, op, pieces);
  return made;
}

async function refTo(blob: Blob, op: string, pieces: Piece[]): Promise<FileRef> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const ref = { id: uuid7(), sha256: hex(await sha256(bytes)), bytes: bytes.length, mime: blob.type || "image/jpeg" };
  pieces.push({ about: { ...ref, op, place: "", done: 0, state: "waiting" }, bytes });
  return ref;
}
