/** Several tabs of one person: one of them syncs at a time, and each hears what another wrote. */
export type Told = "rows" | "queue" | "gone";

/** Run alone over all tabs; null at once when another one runs and this one need not wait. */
export async function alone<T>(name: string, mayWait: boolean, work: () => Promise<T>): Promise<T | null> {
  if (!navigator.locks) return work(); // an old webview, which has one page
  const options = mayWait ? {} : { ifAvailable: true };
  const held = navigator.locks.request(name, options, async (lock) => (lock ? { done: await work() } : null));
  return (await held)?.done ?? null;
}

/** Tell the tabs of a person that the store is deleted. */
export function tellGone(account: string): void {
  const tabs = new Tabs(account, () => undefined);
  tabs.tell("gone");
  tabs.close();
}

export class Tabs {
  private readonly channel: BroadcastChannel | null;

  constructor(account: string, hear: (what: Told) => void) {
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`wangge-${account}`);
    if (this.channel) this.channel.onmessage = (message: MessageEvent<Told>) => hear(message.data);
  }

  tell(what: Told): void {
    this.channel?.postMessage(what);
  }

  close(): void {
    this.channel?.close();
  }
}
