/**
 * One writer a folder, by a lock that no crash leaves behind.
 *
 * The lock is an abstract Unix socket (unix(7)): binding its name is atomic, and the kernel frees it with the process,
 * however that ends. The name holds a secret kept in the folder, or any user could take it first and stop the recorder.
 * It holds within one network namespace; a recorder in a container has its own.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, unlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { UnavailableError } from '../lib/errors.ts';

export type FolderLock = { release(): Promise<void> };

/** @throws UnavailableError when another process writes to this folder */
export const lockFolder = async (folder: string): Promise<FolderLock> => {
  const name = `\0iotop-record-${await secretOf(folder)}`;
  const server = createServer((connection) => connection.destroy());
  // The lock must not keep a process alive that has nothing else to do.
  server.unref();
  if (!(await bind(server, name))) {
    throw new UnavailableError(
      `another iotop is recording into ${folder}`,
      'stop it first, or record into another folder',
    );
  }
  return { release: () => new Promise((done) => server.close(() => done())) };
};

const SECRET_FILE = '.lock';
const SECRET_PATTERN = /^[0-9a-f]{32}$/;

/** The folder's secret, made by whoever comes first. */
const secretOf = async (folder: string): Promise<string> => {
  const path = join(folder, SECRET_FILE);
  const known = await readSecret(path);
  if (known !== undefined) return known;
  const secret = randomBytes(16).toString('hex');
  const draft = join(folder, `.lock-${secret}`);
  const file = await open(draft, CREATE, 0o600);
  try {
    await file.writeFile(secret);
    // A link appears whole or not at all, so that two who start together read the same secret.
    await link(draft, path);
    return secret;
  } catch (error) {
    const other = await readSecret(path);
    if (other === undefined) throw error;
    return other;
  } finally {
    await file.close();
    await unlink(draft);
  }
};

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

const readSecret = async (path: string): Promise<string | undefined> => {
  const file = await openIfThere(path);
  if (file === undefined) return undefined;
  try {
    const text = await file.readFile('latin1');
    if (!SECRET_PATTERN.test(text)) {
      throw new UnavailableError(`${path} is not iotop's`, 'remove it');
    }
    return text;
  } finally {
    await file.close();
  }
};

const openIfThere = async (path: string): Promise<FileHandle | undefined> => {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Whether the name was free. */
const bind = (server: Server, path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ path }, () => resolve(true));
  });
