/**
 * Where the configuration is: `$XDG_CONFIG_HOME/iotop/config.toml`, else `~/.config/iotop/config.toml`
 * (XDG Base Directory Specification); where that is absent, the `iotoprc` of iotop-c beside it.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { NO_USER } from '../../kernel/sys/process/privileges.ts';
import { Users } from '../../kernel/sys/users/users.ts';
import { defined } from '../../lib/defined.ts';
import { hasCode } from '../../lib/error-codes.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Settings } from '../../tui/core/settings.ts';
import type { CommandIo } from '../effects/command-io.ts';
import { noteNoScreen } from '../effects/notes/notes.ts';
import { type Invocation, invocationOf, type Surroundings } from '../options/invocation.ts';
import type { Arguments } from '../options/parse-arguments.ts';
import type { Personality } from '../personality.ts';
import { type Config, formatConfig, parseConfig } from './config-text.ts';
import { parseIotoprc } from './iotoprc.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `path` is absent when there is no file. */
type LoadedConfig = Config & { readonly path?: string };

/** Never creates anything. A file that cannot be read is a problem of line 0, but for one in another's home. */
export const loadConfig = (environment: Environment): LoadedConfig => {
  const folder = configFolder(environment);
  if (folder === undefined) return { settings: {}, problems: [] };
  for (const [name, parse] of FILES) {
    const path = join(folder, name);
    let content: string;
    try {
      content = readWhole(path);
    } catch (thrown) {
      if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) continue;
      if (hasCode(thrown, 'EACCES') && isOthersHome(environment)) continue;
      const text = `${path}: ${causeOf(thrown)}; defaults hold`;
      return { settings: {}, problems: [{ line: 0, text }], path };
    }
    return { ...parse(content), path };
  }
  return { settings: {}, problems: [] };
};

/**
 * Writes the file whole or not at all.
 * @returns where it was written
 * @throws Error with the path and the reason when it cannot be
 */
export const saveConfig = (environment: Environment, settings: Settings): string => {
  const folder = configFolder(environment);
  if (folder === undefined) throw new Error('cannot save: neither XDG_CONFIG_HOME nor HOME is set');
  const path = join(folder, OUR_FILE);
  const draft = `${path}.${process.pid}`;
  try {
    refuseIfNoLongerRoot();
    refuseOthersHome(folder);
    refuseOtherThanFile(path);
    makeFolder(dirname(folder));
    makeFolder(folder);
    writeFileSync(draft, formatConfig(settings), { flag: 'wx', mode: 0o600 });
    renameSync(draft, path);
  } catch (thrown) {
    if (existsSync(draft)) rmSync(draft);
    throw new Error(`cannot save ${path}: ${causeOf(thrown)}`, { cause: thrown });
  }
  return path;
};

/** `path: line N: problem`, for standard error. */
export const configComplaints = ({ problems, path = '' }: LoadedConfig): readonly string[] =>
  problems.map(({ line, text }) => (line === 0 ? text : `${path}: line ${line}: ${text}`));

/** The same in one line, a notice of the screen; undefined when all is well. */
export const configNotice = ({ problems, path = '' }: LoadedConfig): string | undefined => {
  const [first] = problems;
  if (first === undefined) return undefined;
  const { line, text } = first;
  const count = problems.length === 1 ? '' : `${problems.length} problems, the first in `;
  const place = line === 0 ? '' : `${basename(path)}, ${count}line ${line}: `;
  return `${place}${text}`;
};

/**
 * The command line together with the configuration file. Nothing is said of a file that is wrong before it is clear that the command line
 * is right.
 * @returns what is wrong with the file is said once: `settingsProblem` is a notice of the screen, `complain` says it on standard error
 * @throws UsageError with cause and remedy
 */
export const configuredInvocation = (
  given: Arguments<string>,
  personality: Personality,
  io: Pick<CommandIo, 'environment' | 'stderr' | 'terminal'>,
  deviceNamed?: Surroundings['deviceNamed'],
): {
  readonly invocation: Invocation;
  readonly users: Users;
  readonly settingsProblem: string | undefined;
  readonly complain: () => void;
} => {
  const users = new Users();
  const config = loadConfig(io.environment);
  const invocation = invocationOf(given, {
    personality,
    isTerminal: io.terminal.kind === 'screen',
    listsStandIn: io.terminal.kind === 'lists-only',
    configured: config.settings,
    configuredOptions: config.options ?? [],
    environment: io.environment,
    userId: (user) => users.idOf(user),
    ...defined({ deviceNamed }),
  });
  if (invocation.config === 'use') noteNoScreen(io.terminal, invocation, io.stderr);
  const complain = (): void => {
    for (const complaint of configComplaints(config)) io.stderr(complaint);
  };
  return { invocation, users, settingsProblem: configNotice(config), complain };
};

/** `permission denied`: the system's words without its name of the error and the path. */
const causeOf = (thrown: unknown): string => {
  const { errno } = thrown as { readonly errno?: number };
  return getSystemErrorMap().get(errno ?? 0)?.[1] ?? messageOf(thrown);
};

const OUR_FILE = 'config.toml';

/** Ours, or else that of iotop-c. */
const FILES = [
  [OUR_FILE, parseConfig],
  ['iotoprc', parseIotoprc],
] as const;

/** A relative XDG_CONFIG_HOME counts as none, as the specification says. */
const configFolder = ({ XDG_CONFIG_HOME = '', HOME = '' }: Environment): string | undefined => {
  if (isAbsolute(XDG_CONFIG_HOME)) return join(XDG_CONFIG_HOME, 'iotop');
  return isAbsolute(HOME) ? join(HOME, '.config', 'iotop') : undefined;
};

/** Started as another user by root, whose HOME is left: the settings there are not for us. */
const isOthersHome = ({ XDG_CONFIG_HOME = '', HOME = '' }: Environment): boolean =>
  !isAbsolute(XDG_CONFIG_HOME) && ownerOf(HOME) !== process.geteuid?.();

/** undefined: it is in a folder that is closed to us. */
const ownerOf = (path: string): number | undefined => {
  try {
    return statSync(path).uid;
  } catch {
    return undefined;
  }
};

/** Replaces no pipe and no device. @throws Error */
const refuseOtherThanFile = (path: string): void => {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) throw new Error('it is no regular file');
};

/** @throws Error where root's replay gave up being root */
const refuseIfNoLongerRoot = (): void => {
  if (process.geteuid?.() !== NO_USER) return;
  throw new Error('root shows recordings as nobody; save settings in iotop itself');
};

/** With `sudo -E` root would make files in a user's home that the user cannot change. @throws Error */
const refuseOthersHome = (folder: string): void => {
  if (process.geteuid?.() !== 0) return;
  const nearest = [folder, dirname(folder), dirname(dirname(folder))].find((path) =>
    existsSync(path),
  );
  if (nearest === undefined) return;
  const { uid } = statSync(nearest);
  if (uid === 0) return;
  throw new Error(
    `${nearest} belongs to another user (${uid}), and root would own the file; save it as that user, or set HOME=/root`,
  );
};

/** One level: Node's `recursive` loops for ever where the kernel keeps saying ENOENT, as in /proc. */
const makeFolder = (path: string): void => {
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
};

/** Larger than any file of settings, in bytes. */
const LONGEST = 2 ** 20;

/** Does not block: opening a pipe would wait for its writer. @throws Error when it is no file of settings, and whatever the system says */
const readWhole = (path: string): string => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new Error('it is no regular file');
    if (stat.size > LONGEST) throw new Error(`it has ${stat.size} bytes, more than any settings`);
    return readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
};
