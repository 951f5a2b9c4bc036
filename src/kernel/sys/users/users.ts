/** User names as ps(1) shows them: from /etc/passwd, read again when it changed, then from the name service. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { NO_USER } from '../process/privileges.ts';
import { NameService, usersIn } from './name-service.ts';

export class Users {
  readonly #path: string;
  readonly #service: Pick<NameService, 'nameOf'>;
  #names = new Map<number, string>();
  #ids = new Map<string, number>();
  #changed = -1;
  #isChecked = false;

  constructor(path = '/etc/passwd', service: Pick<NameService, 'nameOf'> = new NameService()) {
    this.#path = path;
    this.#service = service;
  }

  /** Never waits. Undefined: no such user here, or the name service has not answered yet. */
  nameOf(uid: number): string | undefined {
    this.#readIfChanged();
    if (uid === NO_USER) return OURS;
    return this.#names.get(uid) ?? this.#service.nameOf(uid);
  }

  /** May wait two seconds for the name service (LDAP and such): called once, at the start. */
  idOf(name: string): number | undefined {
    this.#readIfChanged();
    if (name === OURS) return NO_USER;
    return this.#ids.get(name) ?? askNameService(name);
  }

  /** Those in the file, by name: of a name service nobody asks for all. */
  listed(): ReadonlyMap<string, number> {
    this.#readIfChanged();
    return this.#ids;
  }

  /** The next call checks whether the file changed. */
  refresh(): void {
    this.#isChecked = false;
  }

  /** Reads the file when it changed since the last check: one stat when it did not. */
  #readIfChanged(): void {
    if (this.#isChecked) return;
    this.#isChecked = true;
    try {
      const changed = statSync(this.#path).mtimeMs;
      if (changed === this.#changed) return;
      this.#changed = changed;
      this.#read(readFileSync(this.#path, 'utf8'));
    } catch {
      this.#names.clear(); // no such file in some containers: users stay numbers
    }
  }

  #read(text: string): void {
    this.#names = new Map();
    this.#ids = new Map();
    for (const [name, uid] of usersIn(text)) {
      if (!this.#names.has(uid)) this.#names.set(uid, name);
      this.#ids.set(name, uid);
    }
  }
}

/** The user that iotop becomes: no account, as the parentheses say, which no account's name has. */
const OURS = '(iotop)';

const askNameService = (name: string): number | undefined => {
  try {
    const answer = execFileSync('getent', ['passwd', '--', name], {
      encoding: 'utf8',
      timeout: 2000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return usersIn(answer)[0]?.[1];
  } catch {
    return undefined; // unknown there too, or no getent on this machine
  }
};
