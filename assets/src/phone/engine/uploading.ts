/** Photos follow the text: tus 1.0.0 in pieces of 256 kB; what was cut off goes on where the server says it stopped. */
import { sha256 } from "./keys";
import { TokenRefused, type Open } from "./open";
import { Answered, Offline, ask } from "./server";
import type { StoredFile } from "./store";

const PIECE = 256 * 1024;
const MOST_TRIES = 4;
const TUS = { "Tus-Resumable": "1.0.0" };
const SETTLED = ["applied", "merged", "conflict", "held"];

type Answer = { status: number; offset: number; state: string; place: string };

/** Send the photos of ops the server has. `between` runs after each piece: text that was typed meanwhile goes first. */
export async function uploadAll(open: Open, between: () => Promise<void>): Promise<number> {
  let stored = 0;
  const taken = new Set(open.view.ops.value.filter((op) => SETTLED.includes(op.state)).map((op) => op.sent.op));
  for (const file of await open.store.files()) {
    if (file.state !== "waiting" || !taken.has(file.op)) continue;
    if (await upload(open, file, between)) stored += 1;
  }
  return stored;
}

async function upload(open: Open, file: StoredFile, between: () => Promise<void>): Promise<boolean> {
  const bytes = await open.store.bytesOf(file.id);
  if (!bytes) return keep(open, file, { state: "bad" });
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const start = await begin(open, file);
    let { offset, state } = start;
    while (offset < file.bytes && state !== "stored" && state !== "bad") {
      const answer = await sendPiece(open, start.place, bytes, offset);
      if (answer.status === 409 || answer.status === 460) break; // ask where it stands and go on from there
      [offset, state] = [answer.offset, answer.state];
      await keep(open, file, { place: start.place, done: offset });
      await between();
    }
    if (state === "stored") await open.store.dropBytes(file.id);
    if (state === "stored" || state === "bad") return keep(open, file, { state, done: offset, place: start.place });
  }
  throw new Offline("");
}

/** Where the server has it and how much of it; a place is made where there is none yet. */
async function begin(open: Open, file: StoredFile): Promise<Answer> {
  if (file.place) {
    const answer = await request(open, file.place, "HEAD", {});
    if (answer.status < 400) return { ...answer, place: file.place };
  }
  const told = { id: file.id, op: file.op, sha256: file.sha256, mime: file.mime };
  const metadata = Object.entries(told).map(([name, value]) => `${name} ${btoa(value)}`).join(",");
  const headers = { "Upload-Length": String(file.bytes), "Upload-Metadata": metadata };
  const answer = await request(open, "/phone/api/files/", "POST", headers);
  if (answer.status >= 400) throw new Answered(answer.status, "files", "", {});
  await keep(open, file, { place: answer.place, done: answer.offset });
  return answer;
}

async function sendPiece(open: Open, place: string, bytes: Uint8Array<ArrayBuffer>, offset: number): Promise<Answer> {
  const piece = bytes.subarray(offset, offset + PIECE);
  const sum = btoa(String.fromCharCode(...(await sha256(piece as Uint8Array<ArrayBuffer>))));
  const headers = {
    "Upload-Offset": String(offset),
    "Upload-Checksum": `sha256 ${sum}`,
    "Content-Type": "application/offset+octet-stream",
  };
  const answer = await request(open, place, "PATCH", headers, piece as Uint8Array<ArrayBuffer>);
  if ([413, 415, 422].includes(answer.status)) return { ...answer, state: "bad", offset };
  if (answer.status >= 400 && answer.status !== 409 && answer.status !== 460) {
    throw new Answered(answer.status, "files", "", {});
  }
  return answer;
}

async function request(
  open: Open,
  place: string,
  method: string,
  headers: Record<string, string>,
  body?: Uint8Array<ArrayBuffer>,
): Promise<Answer> {
  const answer = await ask(place, { method, headers: { ...TUS, ...open.server.bearer, ...headers }, ...(body ? { body } : {}) });
  if (answer.status === 401) throw new TokenRefused("");
  return {
    status: answer.status,
    offset: Number(answer.headers.get("Upload-Offset") ?? 0),
    state: answer.headers.get("File-State") ?? "",
    place: answer.headers.get("Location") ?? place,
  };
}

/** Keep how far a photo is; true once the server has all of it. */
async function keep(open: Open, file: StoredFile, changes: Partial<StoredFile>): Promise<boolean> {
  Object.assign(file, changes);
  await open.store.putFile(file);
  await open.view.readQueue();
  return file.state === "stored";
}
