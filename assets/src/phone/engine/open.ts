/** A store that is open: everything the parts of the engine share while somebody works. */
import { changePerson, type Person } from "./people";
import { Server, type About } from "./server";
import type { Store } from "./store";
import type { Numbers } from "./telemetry";
import type { View } from "./view";

/** The server does not know the token any more. */
export class TokenRefused extends Error {}

/** The server closed this phone: it may only send what it has. */
export class Closed extends Error {}

export class Open {
  about: About | null = null;
  private token = "";

  constructor(
    public person: Person,
    readonly store: Store,
    readonly view: View,
    readonly numbers: Numbers,
  ) {}

  get server(): Server {
    return new Server(this.token);
  }

  get hasToken(): boolean {
    return this.token !== "";
  }

  get epoch(): string {
    return this.about?.epoch ?? "";
  }

  /** Forms and messages first, they are small; then the grids. */
  get scopes(): string[] {
    const { about } = this;
    if (!about) return [];
    const told = about.scopes?.map((scope) => scope.id) ?? [...about.grids.map((grid) => grid.id), about.account];
    const grids = new Set(about.grids.map((grid) => grid.id));
    return [...told.filter((id) => !grids.has(id)), ...told.filter((id) => grids.has(id))];
  }

  /** What another tab may have changed meanwhile. */
  async reread(): Promise<void> {
    this.about = await this.store.meta<About>("about");
    this.token = (await this.store.meta<string>("token")) ?? "";
  }

  async keepToken(token: string): Promise<void> {
    this.token = token;
    await this.store.setMeta("token", token);
  }

  /** What the server says of this person: lost grids go, another epoch begins all copies anew, the queue stays. */
  async keepAbout(about: About): Promise<void> {
    const before = this.about;
    const had = new Set(this.scopes);
    this.about = about;
    const has = new Set(this.scopes);
    for (const scope of had) {
      if (!has.has(scope)) await this.dropScope(scope);
      else if (before?.epoch !== about.epoch) await this.store.forgetCursor(scope);
    }
    const { token: _token, secret: _secret, ...kept } = about as About & { token?: string; secret?: string };
    await this.store.setMeta("about", kept);
    await this.noteContact(about.server_time, Date.parse(about.opens_until), about.name);
  }

  async dropScope(scope: string): Promise<void> {
    await this.store.dropScope(scope);
    this.view.dropScope(scope);
  }

  /** The server answered at a moment of its clock; from it the store may be opened for a week. */
  async noteContact(serverTime: string, opensUntil: number, name: string = this.person.name): Promise<void> {
    const seen = Date.parse(serverTime);
    const changes = { offset: seen - Date.now(), seen, opensUntil, name };
    this.person = { ...this.person, ...changes };
    await changePerson(this.person.account, changes);
  }

  /** The same, where the answer told the time only. */
  async noteTime(serverTime: string): Promise<void> {
    const { about } = this;
    if (!about) return;
    const span = Date.parse(about.opens_until) - Date.parse(about.server_time);
    await this.noteContact(serverTime, Date.parse(serverTime) + span);
  }
}
