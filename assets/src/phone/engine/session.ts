/** Who is at the phone: signing in, the PIN, opening and locking a store, two people on one phone. */
import { ref } from "vue";
import type { Phase, Session } from "./index";
import { Sealer, randomBytes, secretKey, unwrap, wrap, type Wrapped } from "./keys";
import { Open } from "./open";
import * as people from "./people";
import type { Person } from "./people";
import { Refused } from "./refused";
import { signIn as askSignIn, type Entry } from "./server";
import { Store } from "./store";
import { Numbers } from "./telemetry";
import { uuid7 } from "./uuid";
import type { View } from "./view";
import { say } from "./words";

const MOST_MISSES = 10;
const LAST = "wangge.phone.last";

/** What came with signing in, kept till the store is open. */
type Brought = { entry: Entry; password: string };
type Entering = { entry?: Entry; isNew?: boolean; wasCleared?: boolean };

export class Door {
  readonly session = ref<Session | null>(null);
  readonly phase = ref<Phase>("signed-out");
  open: Open | null = null;
  private sealer: Sealer | null = null;
  private brought: Brought | null = null;

  constructor(
    private readonly view: View,
    private readonly opened: (open: Open, wasCleared: boolean) => void,
    private readonly closed: () => void,
  ) {}

  /** Whose door it is when the page starts: whoever was here last. */
  async begin(): Promise<void> {
    const all = await people.allPeople();
    const person = all.find((one) => one.account === localStorage.getItem(LAST)) ?? all[0];
    if (person) this.standBefore(person);
  }

  async signIn(loginName: string, password: string, code: string): Promise<void> {
    if (!globalThis.crypto?.subtle) throw new Refused("insecure", say("insecure"));
    const known = await people.personWithLogin(loginName);
    const label = /\(([^)]*)\)/.exec(navigator.userAgent)?.[1] ?? "";
    const given = { login_name: loginName, password, code, label };
    let device = known?.device ?? uuid7();
    let entry = await askSignIn({ ...given, device });
    const person = await people.personOf(entry.account);
    if (person && person.device !== device) {
      // The login name is new, the person is not: the store that is here opens with its own secret only.
      device = person.device;
      entry = await askSignIn({ ...given, device });
    }
    this.lock();
    const secret = await secretKey(entry.secret);
    if (person) await this.comeBack({ ...person, loginName }, secret, { entry, password });
    else await this.comeFirst(entry, secret, { loginName, password, device });
  }

  async setPin(pin: string): Promise<void> {
    const { open, sealer } = this;
    if (!open || !sealer || !open.person.secret) throw new Refused("locked", say("notOpen"));
    if (!/^\d{4,12}$/.test(pin)) throw new Refused("pin", say("shortPin"));
    await this.change(open, { byPin: await sealer.wrapped(pin, open.person.secret), misses: 0 });
  }

  /** Raises Refused when no PIN can open it now. */
  async unlock(pin: string, account?: string): Promise<boolean> {
    const person = await people.personOf(account ?? this.session.value?.account ?? "");
    if (!person) throw new Refused("unknown", say("noStore"));
    this.standBefore(person);
    if (people.knownNow(person) > person.opensUntil) return this.refuseExpired(person);
    if (!person.secret || !person.byPin) throw new Refused("sign-in", say(person.byPin ? "noSecret" : "signIn"));
    const raw = await unwrap(person.byPin, pin, person.secret);
    if (!raw) {
      const misses = person.misses + 1;
      await people.changePerson(person.account, misses < MOST_MISSES ? { misses } : { misses: 0, secret: null });
      return false;
    }
    await people.changePerson(person.account, { misses: 0 });
    await this.enter({ ...person, misses: 0 }, await Sealer.from(raw));
    return true;
  }

  lock(): void {
    if (!this.open) return;
    const { person, store } = this.open;
    this.closed();
    [this.open, this.sealer] = [null, null];
    void this.view.show(null);
    store.close();
    this.standBefore(person);
  }

  /** The week without the server is over: lock, and forget the server's half of the key. */
  async expireIfDue(): Promise<void> {
    const { open } = this;
    if (!open) return;
    const now = people.knownNow(open.person);
    await people.changePerson(open.person.account, { seen: Math.max(now, open.person.seen) });
    if (now <= open.person.opensUntil) return;
    this.lock();
    await people.changePerson(open.person.account, { secret: null });
  }

  /** The server answered: what it said of the person shows. */
  refresh(): void {
    if (this.open) this.session.value = sessionOf(this.open.person, this.open);
  }

  /** Nobody stands here any more, or the next of the people of this phone. */
  async leave(account: string): Promise<void> {
    this.lock();
    await people.removePerson(account);
    [this.session.value, this.phase.value] = [null, "signed-out"];
    await this.begin();
  }

  private standBefore(person: Person): void {
    if (this.open) return;
    this.session.value = sessionOf(person, null);
    this.phase.value = "locked";
  }

  private async refuseExpired(person: Person): Promise<never> {
    await people.changePerson(person.account, { secret: null });
    this.standBefore({ ...person, secret: null });
    throw new Refused("expired", say("weekOver"));
  }

  private async comeFirst(entry: Entry, secret: CryptoKey, given: { loginName: string; password: string; device: string }): Promise<void> {
    const wasCleared = (await people.clearedAccounts()).includes(entry.account);
    const raw = randomBytes(32);
    const person: Person = {
      ...{ account: entry.account, name: entry.name, loginName: given.loginName, device: given.device },
      ...{ secret, byPin: null, byPassword: await wrap(raw, given.password, secret), misses: 0 },
      ...timesOf(entry),
    };
    await people.keepPerson(person);
    await this.enter(person, await Sealer.from(raw), { entry, isNew: true, wasCleared });
  }

  /** The password opens the store as well; when it was changed since, the PIN must. */
  private async comeBack(person: Person, secret: CryptoKey, brought: Brought): Promise<void> {
    const changes = { secret, misses: 0, loginName: person.loginName, ...timesOf(brought.entry) };
    await people.changePerson(person.account, changes);
    const now = { ...person, ...changes };
    const raw = person.byPassword && (await unwrap(person.byPassword, brought.password, secret));
    if (raw) return this.enter(now, await Sealer.from(raw), { entry: brought.entry });
    this.brought = brought;
    this.standBefore(now);
    throw new Refused("pin", say("oldStore"));
  }

  private async enter(person: Person, sealer: Sealer, how: Entering = {}): Promise<void> {
    if (this.open) this.lock();
    const store = new Store(person.account, sealer);
    const open = new Open(person, store, this.view, new Numbers(store));
    const isBare = (await store.meta<boolean>("canary")) !== true;
    await store.setMeta("canary", true);
    await open.reread();
    const brought = this.brought?.entry.account === person.account ? this.brought : null;
    [this.open, this.sealer, this.brought] = [open, sealer, null];
    if (brought && person.secret) await this.change(open, { byPassword: await sealer.wrapped(brought.password, person.secret) });
    const fresh = how.entry ?? brought?.entry;
    if (fresh) {
      await open.keepToken(fresh.token);
      await open.keepAbout(fresh);
    }
    await open.numbers.begin();
    await this.view.show(store);
    localStorage.setItem(LAST, person.account);
    this.refresh();
    this.phase.value = "open";
    this.opened(open, how.wasCleared === true || (isBare && !how.isNew));
    void navigator.storage?.persist?.().catch(() => false);
  }

  private async change(open: Open, changes: { byPin?: Wrapped; byPassword?: Wrapped; misses?: number }): Promise<void> {
    await people.changePerson(open.person.account, changes);
    open.person = { ...open.person, ...changes };
    this.refresh();
  }
}

function timesOf(entry: Entry): { opensUntil: number; offset: number; seen: number } {
  const seen = Date.parse(entry.server_time);
  return { opensUntil: Date.parse(entry.opens_until), offset: seen - Date.now(), seen };
}

function sessionOf(person: Person, open: Open | null): Session {
  const about = open?.about;
  const isOver = !person.secret || people.knownNow(person) > person.opensUntil;
  return {
    account: person.account,
    name: person.name,
    grids: (about?.grids ?? []).map((grid) => ({ ...grid, can: grid.can ?? [] })),
    units: about?.units ?? [],
    town: about?.town ?? { id: "", name: "" },
    opensUntil: new Date(person.opensUntil).toISOString(),
    ...(isOver && !open ? { lockedSince: new Date(person.opensUntil).toISOString() } : {}),
    hasPin: person.byPin !== null,
  };
}
