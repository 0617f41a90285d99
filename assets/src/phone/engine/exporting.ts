/**
 * The last way out: what was not sent, as a file for the office. It is sealed with the server's secret of this store, so
 * a lost stick tells nobody anything. First line JSON {format, account, device, at, ops, salt}, then the sealed bytes.
 */
import { stamp } from "./clock";
import { derived, randomBytes, sealBytes } from "./keys";
import type { Open } from "./open";
import { Refused } from "./refused";
import type { StoredOp } from "./store";
import { say } from "./words";

const FORMAT = "wangge-queue-1";

export async function exportQueue(open: Open): Promise<Blob> {
  const { secret, account, device } = open.person;
  if (!secret) throw new Refused("expired", say("weekOver"));
  const ops = await unsent(open);
  const files = await Promise.all(ops.flatMap((op) => op.files.map((id) => fileOf(open, id))));
  const inside = JSON.stringify({ ops: ops.map((op) => op.sent), files: files.filter((file) => file !== null) });
  const salt = randomBytes(16);
  const key = await derived(secret, salt, "wangge-export");
  const box = await sealBytes(key, new TextEncoder().encode(inside) as Uint8Array<ArrayBuffer>, FORMAT);
  const head = { format: FORMAT, account, device, at: stamp(), ops: ops.length, salt: base64(salt) };
  await open.store.putOps(ops.map((op) => ({ ...op, isExported: true })));
  await open.view.readQueue();
  return new Blob([`${JSON.stringify(head)}\n`, box], { type: "application/octet-stream" });
}

/** Ops that wait, and those whose photos do. */
export async function unsent(open: Open): Promise<StoredOp[]> {
  const waiting = new Set((await open.store.files()).filter((file) => file.state === "waiting").map((file) => file.op));
  return (await open.store.ops()).filter((op) => op.state === "waiting" || waiting.has(op.sent.op));
}

async function fileOf(open: Open, id: string): Promise<{ id: string; bytes: string } | null> {
  const bytes = await open.store.bytesOf(id);
  return bytes && { id, bytes: base64(bytes) };
}

function base64(bytes: Uint8Array): string {
  let words = "";
  for (let at = 0; at < bytes.length; at += 0x8000) words += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(words);
}
