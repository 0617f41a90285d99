/** Sending what waits: in order, in batches the server takes, as often as it needs; an answer is kept before the next. */
import { BOOT, mono, stamp } from "./clock";
import { Closed, TokenRefused, type Open } from "./open";
import { Answered, type Pushed, type Result } from "./server";
import type { StoredOp } from "./store";
import type { OpState } from "./index";
import { say } from "./words";

const MOST_OPS = 50;
const MOST_BYTES = 240 * 1024; // the contract says 256 kB with everything around the ops
const ANSWERS: OpState[] = ["applied", "merged", "conflict", "held", "rejected"];
const TO_CHECK: OpState[] = ["conflict", "held", "rejected"];

export type Tally = { sent: number; toCheck: number; epoch: string; isClosed: boolean };

/** Send everything that waits. Throws Offline, TokenRefused, Answered; what was answered till then is kept. */
export async function pushAll(open: Open): Promise<Tally> {
  const tally: Tally = { sent: 0, toCheck: 0, epoch: open.epoch, isClosed: false };
  let most = MOST_OPS;
  for (;;) {
    const waiting = (await open.store.ops()).filter((op) => op.state === "waiting");
    const batch = fitting(waiting, most);
    if (!batch.length) return tally;
    try {
      const answer = await send(open, batch);
      const answered = await takeOver(open, batch, answer.results);
      if (!answered.length) return tally;
      tally.sent += answered.length;
      tally.toCheck += answered.filter((op) => TO_CHECK.includes(op.state)).length;
      [tally.epoch, tally.isClosed] = [answer.epoch, answer.wipe];
    } catch (error) {
      if (!isTooMuch(error)) throw error;
      if (batch.length > 1) most = Math.ceil(batch.length / 2);
      else await refuse(open, batch[0]!, error.why, error.words);
    }
  }
}

/** As many of the first as one request may carry; one that is too long for any goes alone and is refused. */
export function fitting(ops: StoredOp[], most: number): StoredOp[] {
  let size = 0;
  const batch: StoredOp[] = [];
  for (const op of ops.slice(0, most)) {
    size += new Blob([JSON.stringify(op.sent)]).size + 1;
    if (batch.length && size > MOST_BYTES) break;
    batch.push(op);
  }
  return batch;
}

async function send(open: Open, batch: StoredOp[]): Promise<Pushed> {
  const began = performance.now();
  const clocks = { epoch: open.epoch, now: stamp(), mono: mono(), boot: BOOT };
  try {
    const answer = await open.server.push(batch.map((op) => op.sent), clocks);
    open.numbers.took("push", performance.now() - began);
    return answer;
  } catch (error) {
    if (error instanceof Answered && error.status === 401) throw new TokenRefused(error.words);
    if (error instanceof Answered && error.status === 410) throw new Closed(error.words);
    throw error;
  }
}

/** Keep what became of each op that was answered; gives those back. */
async function takeOver(open: Open, batch: StoredOp[], results: Result[]): Promise<StoredOp[]> {
  const found = new Map(results.map((result) => [result.op, result]));
  const answered = batch.flatMap((op): StoredOp[] => {
    const result = found.get(op.sent.op);
    const state = ANSWERS.find((one) => one === result?.st);
    if (!result || !state) return [];
    const told = { state, why: result.why ?? "", words: result.msg ?? "", ver: result.ver ?? null };
    return [{ ...op, ...told, doneAt: Date.now() }];
  });
  await open.store.putOps(answered);
  await open.view.readQueue();
  return answered;
}

function isTooMuch(error: unknown): error is Answered {
  return error instanceof Answered && (error.status === 400 || error.status === 413);
}

async function refuse(open: Open, op: StoredOp, why: string, words: string): Promise<void> {
  const told = { why: why || "refused", words: words || say("tooLong") };
  await open.store.putOps([{ ...op, ...told, state: "rejected", doneAt: Date.now() }]);
  await open.view.readQueue();
}
