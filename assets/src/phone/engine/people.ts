/**
 * Whose stores this phone has. Only what is needed before a store is open stands here: a name to choose, and the keys
 * in their wrapped form.
 */
import Dexie, { type Table } from "dexie";
import type { Wrapped } from "./keys";

export type Person = {
  account: string;
  name: string;
  loginName: string;
  /** The id of this person's store as the server knows it. */
  device: string;
  /** The server's half of the key; gone when the store may only be opened by signing in. */
  secret: CryptoKey | null;
  byPin: Wrapped | null;
  byPassword: Wrapped | null;
  opensUntil: number;
  /** Server time less the phone's, at the last contact. */
  offset: number;
  /** The latest moment that was ever seen: setting the clock back does not open the store for longer. */
  seen: number;
  misses: number;
};

const INSTALLED = "wangge.phone.stores";

class Register extends Dexie {
  people!: Table<Person, string>;

  constructor() {
    super("wangge-phone", { chromeTransactionDurability: "strict" });
    this.version(1).stores({ people: "account" });
  }
}

const register = new Register();

export function allPeople(): Promise<Person[]> {
  return register.people.toArray();
}

export function personOf(account: string): Promise<Person | undefined> {
  return register.people.get(account);
}

export async function personWithLogin(loginName: string): Promise<Person | undefined> {
  return (await allPeople()).find((person) => person.loginName === loginName);
}

/** Keep a person, and beside the database that there is a store: where only this is left, the system cleared it. */
export async function keepPerson(person: Person): Promise<void> {
  await register.people.put(person);
  noteInstalled({ ...installed(), [person.account]: person.device });
}

export async function changePerson(account: string, changes: Partial<Person>): Promise<void> {
  await register.people.update(account, changes);
}

export async function removePerson(account: string): Promise<void> {
  await register.people.delete(account);
  const { [account]: _gone, ...others } = installed();
  noteInstalled(others);
}

/** Accounts that had a store here of which nothing is left. */
export async function clearedAccounts(): Promise<string[]> {
  const known = new Set((await allPeople()).map((person) => person.account));
  return Object.keys(installed()).filter((account) => !known.has(account));
}

/** The moment it is now, as far as a phone's clock can be believed. */
export function knownNow(person: Person, now: number = Date.now()): number {
  return Math.max(now + person.offset, person.seen);
}

function installed(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(INSTALLED) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

function noteInstalled(stores: Record<string, string>): void {
  try {
    localStorage.setItem(INSTALLED, JSON.stringify(stores));
  } catch {
    // Full or forbidden: then a cleared store is noticed by nobody, and nothing else is worse for it.
  }
}
