/**
 * One writer a folder, by a lock that no crash leaves behind.
 *
 * The lock is an abstract Unix socket (unix(7)): binding its name is atomic, and the kernel frees it with the process,
 * however that ends. The name holds a secret from the folder (lock-secret.ts): otherwise any user could take it first and stop
 * the recorder. It works within one network namespace; a recorder in a container has its own.
 */
import { createServer, type Server } from 'node:net';
import { UnavailableError } from '../../lib/errors.ts';
import { keepSecret, type Secret, secretOf } from './lock-secret.ts';

/**
 * What a folder is locked for: `record` to append, `rewrite` to change or remove closed segments. A recorder holds `rewrite` for
 * moments only, so that closed segments can be compacted meanwhile.
 */
type LockPurpose = 'record' | 'rewrite';

export type FolderLock = {
  readonly folder: string;
  /** Writes the secret again if somebody removed it: the next process would make another, and not find our lock. */
  keep(): Promise<void>;
  release(): Promise<void>;
};

/** @throws UnavailableError when another process has this lock, or the folder's secret cannot be read or made */
export const lockFolder = async (folder: string, purpose: LockPurpose): Promise<FolderLock> => {
  const lock = await lockIfFree(folder, purpose);
  if (lock !== undefined) return lock;
  throw new UnavailableError(...BUSY[purpose](folder));
};

/** Has the folder locked while `act` works. @throws as `lockFolder` */
export const whileLocked = async <T>(
  folder: string,
  purpose: LockPurpose,
  act: () => Promise<T>,
): Promise<T> => {
  const lock = await lockFolder(folder, purpose);
  try {
    return await act();
  } finally {
    await lock.release();
  }
};

/** Undefined when another process has this lock. @throws UnavailableError as above */
export const lockIfFree = async (
  folder: string,
  purpose: LockPurpose,
): Promise<FolderLock | undefined> => {
  const secret = await renewedSecretOf(folder);
  const server = await bind(`iotop-${purpose}-${secret}`);
  if (server === undefined) return undefined;
  return {
    folder,
    keep: () => keepSecret(folder, secret),
    release: () => closed(server),
  };
};

const BUSY: Readonly<Record<LockPurpose, (folder: string) => readonly [string, string]>> = {
  record: (folder) => [
    `another iotop is recording into ${folder}`,
    'stop it first, or record into another folder',
  ],
  rewrite: (folder) => [
    `another iotop is compacting or repairing ${folder}`,
    'wait until it has done that',
  ],
};

/** One process at a time renews an empty secret: two would make two secrets, and both would write. */
const renewedSecretOf = async (folder: string): Promise<Secret> => {
  const found = await secretOf(folder, 'leave');
  if (found.kind === 'secret') return found.secret;
  const server = await bind(`iotop-heal-${found.file}`);
  if (server === undefined) {
    throw new UnavailableError(`another iotop is starting in ${folder}`, 'try again');
  }
  try {
    const renewed = await secretOf(folder, 'renew');
    if (renewed.kind === 'secret') return renewed.secret;
    throw new UnavailableError(`${folder}/.lock is empty again`, 'try again');
  } finally {
    await closed(server);
  }
};

/** Undefined when the name is taken. */
const bind = (name: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.destroy());
    // The lock alone must not keep the process running.
    server.unref();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ path: `\0${name}` }, () => resolve(server));
  });

const closed = (server: Server): Promise<void> => new Promise((done) => server.close(() => done()));
