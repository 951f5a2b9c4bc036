/**
 * Names of users that /etc/passwd does not have: LDAP, sssd, winbind, systemd's dynamic users. Asked through getent(1).
 *
 * Never waits: a directory server may take seconds, so the answer serves a later question. One getent at a time, for all users
 * asked about meanwhile.
 */
import { execFile } from 'node:child_process';

/** Milliseconds until an unknown user is asked about again: the server may have been away, or the user may be new. */
const ASK_AGAIN = 60_000;

/** Users one getent is asked about. */
const MOST = 64;

const OPTIONS = { encoding: 'utf8', timeout: 10_000, killSignal: 'SIGKILL' } as const;

type NameServiceOptions = {
  /** The program asked; another in tests. */
  readonly getent?: string;
  /** Milliseconds on a clock that only goes on. */
  readonly now?: () => number;
};

export class NameService {
  readonly #getent: string;
  readonly #now: () => number;
  readonly #names = new Map<number, string>();
  /** Unknown users, and when to ask about them again. */
  readonly #unknown = new Map<number, number>();
  readonly #asked = new Set<number>();
  #state: 'idle' | 'asking' | 'absent' = 'idle';

  constructor({ getent = 'getent', now = () => performance.now() }: NameServiceOptions = {}) {
    this.#getent = getent;
    this.#now = now;
  }

  /** undefined: not known, or not yet. */
  nameOf(uid: number): string | undefined {
    const name = this.#names.get(uid);
    if (name === undefined && this.#isWorthAsking(uid)) this.#ask(uid);
    return name;
  }

  #isWorthAsking(uid: number): boolean {
    if (this.#state === 'absent' || this.#asked.has(uid) || !Number.isSafeInteger(uid))
      return false;
    return this.#now() >= (this.#unknown.get(uid) ?? Number.NEGATIVE_INFINITY);
  }

  #ask(uid: number): void {
    this.#asked.add(uid);
    if (this.#state !== 'idle') return;
    this.#state = 'asking';
    // Later: starting a program takes longer than a pass may.
    setImmediate(() => this.#askAll());
  }

  #askAll(): void {
    const uids = [...this.#asked].slice(0, MOST);
    const hear = (error: { code?: unknown } | null, answer: string): void => {
      this.#hear(uids, answer);
      // Its status is an error where one user of many is unknown; that it is not there is another matter.
      this.#state = error?.code === 'ENOENT' ? 'absent' : 'idle';
      const [next] = this.#asked;
      if (next !== undefined) this.#ask(next);
    };
    try {
      execFile(this.#getent, ['passwd', '--', ...uids.map(String)], OPTIONS, hear).unref();
    } catch (error) {
      // Node says some reasons why a program cannot be started at once: no memory, a file among the folders of PATH.
      hear(error as NodeJS.ErrnoException, '');
    }
  }

  #hear(uids: readonly number[], answer: string): void {
    for (const [name, uid] of usersIn(answer)) this.#names.set(uid, name);
    for (const uid of uids) {
      this.#asked.delete(uid);
      if (!this.#names.has(uid)) this.#unknown.set(uid, this.#now() + ASK_AGAIN);
    }
  }
}

/** The users that lines of /etc/passwd name, in their order. Source: passwd(5). */
export const usersIn = (text: string): readonly (readonly [name: string, uid: number])[] =>
  text.split('\n').flatMap((line) => {
    const [, name, uid] = /^([^:]+):[^:]*:(\d+)(?::|$)/.exec(line) ?? [];
    return name === undefined ? [] : [[name, Number(uid)] as const];
  });
