/**
 * The secret that the name of a folder's lock holds: 32 hexadecimal digits in `.lock`, for the folder's owner alone.
 *
 * A power cut may leave the file empty, or full of zeros: then it is made anew. A file with anything else is not ours and stays.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, unless } from '../../lib/error-codes.ts';
import { messageOf, UnavailableError } from '../../lib/errors.ts';
import { createFile, ownAs, removeFile, statIfThere, syncFolder } from '../read/folder.ts';

export type Secret = string;

type SecretRead =
  | { readonly kind: 'secret'; readonly secret: Secret }
  /** `file` is this very file, by device and inode: whoever heals it locks that name. */
  | { readonly kind: 'empty'; readonly file: string };

/**
 * The folder's secret; the first process makes it.
 * @param empty what to do about an empty one; whoever asks for `heal` has made sure that nobody else does now
 * @throws UnavailableError when `.lock` is not ours, or cannot be read or made
 */
export const secretOf = async (folder: string, empty: 'leave' | 'renew'): Promise<SecretRead> => {
  const path = join(folder, SECRET_FILE);
  try {
    const known = await readSecret(path);
    if (known?.kind === 'secret' || (known !== undefined && empty === 'leave')) return known;
    const secret = randomBytes(16).toString('hex');
    await writeSecret(folder, secret, known === undefined ? 'first' : 'instead');
    return (await readSecret(path)) ?? { kind: 'secret', secret };
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    const problem = `cannot lock ${folder}: ${messageOf(error)}`;
    throw new UnavailableError(problem, REMEDIES[code] ?? '', { cause: error });
  }
};

const AS_OWNER = 'run as root, or as the owner of the folder';

/** By errno; what else may go wrong, such as a full disk, its name says enough about. */
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: AS_OWNER,
  EPERM: AS_OWNER,
  EMFILE: 'raise the limit: ulimit -n 1024',
};

/** Writes the secret again if somebody removed it. */
export const keepSecret = async (folder: string, secret: Secret): Promise<void> => {
  if ((await statIfThere(join(folder, SECRET_FILE))) === undefined) {
    await writeSecret(folder, secret, 'first');
  }
};

const SECRET_FILE = '.lock';
const SECRET_PATTERN = /^[0-9a-f]{32}$/;
/** Bytes; a longer file is not ours, and not read. */
const LONGEST = 64;

/** Flushed before it gets its name, so that a power cut leaves all of it or nothing. */
const writeSecret = async (
  folder: string,
  secret: Secret,
  place: 'first' | 'instead',
): Promise<void> => {
  const path = join(folder, SECRET_FILE);
  const draft = join(folder, `${SECRET_FILE}-${randomBytes(8).toString('hex')}`);
  const file = await createFile(draft, 0o600);
  try {
    await file.writeFile(secret);
    // Root may work in another user's folder, and must not lock that user out. A user who may write here only as one of the group
    // cannot give it away, and keeps it.
    await unless(['EPERM'], ownAs(file, await stat(folder)));
    await file.sync();
    if (place === 'instead') await rename(draft, path);
    // A link appears whole or not at all, so that two who start together read the same secret.
    else await unless(['EEXIST'], link(draft, path));
    await syncFolder(folder);
  } finally {
    await file.close();
    await removeFile(draft);
  }
};

/** Undefined when there is none. Never waits, whatever stands in its place. */
const readSecret = async (path: string): Promise<SecretRead | undefined> => {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await unless(['ENOENT'], open(path, flags)).catch((error) => {
    // A symbolic link, a socket.
    throw hasCode(error, 'ELOOP', 'ENXIO') ? notOurs(path) : error;
  });
  if (file === undefined) return undefined;
  try {
    const about = await file.stat();
    if (!about.isFile() || about.size > LONGEST) throw notOurs(path);
    const text = await file.readFile('latin1');
    if (/^\0*$/.test(text)) return { kind: 'empty', file: `${about.dev}-${about.ino}` };
    if (!SECRET_PATTERN.test(text)) throw notOurs(path);
    return { kind: 'secret', secret: text };
  } finally {
    await file.close();
  }
};

const notOurs = (path: string): UnavailableError =>
  new UnavailableError(`${path} is not iotop's`, `look what it is, and move it away`);
