/** Copying what is new, scope by scope, each page with its cursor or not at all. */
import { Closed, TokenRefused, type Open } from "./open";
import { rowChanged, rowMade } from "./overlay";
import { Answered, type Page } from "./server";
import type { StoredOp } from "./store";

const MOST_RESETS = 3;
const AT_ONCE = 4;
const MADE_WITHIN = 10 * 60_000; // by then the row of what was made has come, or does not belong to this phone
const CHANGED_WITHIN = 20_000;

/**
 * Bring everything up to date; gives the number of rows that came. With `isOther` the rights are asked for first.
 * Throws Offline, TokenRefused, Closed, Answered; what came till then is kept.
 */
export async function pullAll(open: Open, isOther: boolean, copying: (rows: number) => void): Promise<number> {
  const began = Date.now();
  let came = 0;
  for (let resets = 0; ; resets++) {
    try {
      if (!open.about || isOther || resets) await renew(open);
      came += await pullScopes(open, copying);
      break;
    } catch (error) {
      if (!(error instanceof Answered) || ![404, 412].includes(error.status) || resets >= MOST_RESETS) throw error;
    }
  }
  copying(0);
  await uncover(open, began);
  return came;
}

/** Ask who I am and what I may have. */
export async function renew(open: Open): Promise<void> {
  await open.keepAbout(await asked(() => open.server.me()));
}

/** A few scopes side by side, as on a slow line most of the time is waiting for the first byte. */
async function pullScopes(open: Open, copying: (rows: number) => void): Promise<number> {
  const left = await worthAPull(open);
  let came = 0;
  const work = async (): Promise<void> => {
    for (let scope = left.shift(); scope !== undefined; scope = left.shift()) came += await pullScope(open, scope, copying);
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
  return came;
}

/** A scope without a cursor is copied; of the others one question tells those in which there is something new. */
async function worthAPull(open: Open): Promise<string[]> {
  const { scopes } = open;
  const held = await Promise.all(scopes.map(async (scope) => [scope, await cursorOf(open, scope)] as const));
  const known = held.filter(([, cursor]) => cursor);
  if (!known.length) return [...scopes];
  const news = await timed(open, () => asked(() => open.server.news(Object.fromEntries(known), open.epoch)));
  await open.noteTime(news.server_time);
  return held.flatMap(([scope, cursor]) => (!cursor || news.scopes.includes(scope) ? [scope] : []));
}

async function cursorOf(open: Open, scope: string): Promise<string> {
  return (await open.store.meta<string>(`cursor:${scope}`)) ?? "";
}

async function pullScope(open: Open, scope: string, copying: (rows: number) => void): Promise<number> {
  let cursor = await cursorOf(open, scope);
  let isFresh = cursor === "";
  let coming = ask(open, scope, cursor);
  for (let total = 0; ; isFresh = false) {
    const page = await coming;
    const { head, lines } = page;
    if (head.more) coming = ask(open, scope, head.cursor); // it is under way while this page is being sealed
    if (isFresh || lines.length || head.cursor !== cursor) await open.store.putPage(scope, lines, head.cursor, isFresh);
    if (isFresh || lines.length) open.view.take(scope, lines, isFresh);
    cursor = head.cursor;
    total += lines.length;
    if (total > 500) copying(total);
    if (head.more) continue;
    await open.noteTime(head.server_time);
    return total;
  }
}

function ask(open: Open, scope: string, cursor: string): Promise<Page> {
  const page = timed(open, () => askOnce(open, scope, cursor));
  page.catch(() => undefined); // told where it is awaited, if it ever is
  return page;
}

async function timed<T>(open: Open, request: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const found = await request();
  open.numbers.took("pull", performance.now() - began);
  return found;
}

async function askOnce(open: Open, scope: string, cursor: string): Promise<Page> {
  try {
    return await asked(() => open.server.pull(scope, cursor, open.epoch));
  } catch (error) {
    if (error instanceof Answered && error.status === 412 && error.body["reset"] === "horizon") {
      await open.store.forgetCursor(scope);
    } else if (error instanceof Answered && error.status === 404) {
      await open.dropScope(scope);
    }
    throw error;
  }
}

async function asked<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof Answered && error.status === 401) throw new TokenRefused(error.words);
    if (error instanceof Answered && error.status === 410) throw new Closed(error.words);
    throw error;
  }
}

/** Ops that the server's own rows show by now are not laid over them any more. */
async function uncover(open: Open, began: number): Promise<void> {
  const laid = open.view.ops.value.filter((op) => !op.isShown && (op.state === "applied" || op.state === "merged"));
  const shown: StoredOp[] = [];
  for (const op of laid) if (await isInRows(open, op, began)) shown.push({ ...op, isShown: true });
  if (!shown.length) return;
  await open.store.putOps(shown);
  await open.view.readQueue();
}

async function isInRows(open: Open, op: StoredOp, began: number): Promise<boolean> {
  const { id, scope } = op.sent;
  const waited = began - (op.doneAt ?? 0);
  const made = rowMade(op);
  if (made) return waited > MADE_WITHIN || (await open.store.versionOf(scope, made, id)) !== undefined;
  const changed = rowChanged(op);
  if (changed && op.ver !== null) return ((await open.store.versionOf(scope, changed, id)) ?? op.ver) >= op.ver;
  return waited > CHANGED_WITHIN;
}
