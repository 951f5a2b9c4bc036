/** `iotop record DIR`: remembers what every task does to the disk, until it is told to end. */
import { systemClock } from '../../kernel/sys/clock.ts';
import { Users } from '../../kernel/sys/users/users.ts';
import { UsageError } from '../../lib/errors.ts';
import { choiceOf, numberOf } from '../../lib/option-value.ts';
import { milliseconds } from '../../lib/units.ts';
import { EVERYTHING, isSelected, type Selection } from '../../model/view/selection.ts';
import { describeNotice } from '../../record/write/notice.ts';
import { RecordingWriter, type WriterOptions } from '../../record/write/writer.ts';
import { gapText } from '../../render/text/gap-text.ts';
import type { Gap } from '../../sample/gap.ts';
import type { Sample } from '../../sample/sample.ts';
import { LiveSource } from '../../sampler/live/live-source.ts';
import { openEngine } from '../../sampler/open-engine.ts';
import type { CommandIo } from '../effects/command-io.ts';
import { namedTasksNoter } from '../effects/named-tasks.ts';
import { noteEngine } from '../effects/notes.ts';
import { type CommandPage, commandHelp, HELP_OPTION } from '../options/command-page.ts';
import { type Arguments, parseArgumentsBy } from '../options/parse-arguments.ts';
import { durationOf, sizeOf } from '../options/quantities.ts';

export const RECORD_OPTIONS = [
  { name: 'delay', short: 'd', value: 'SEC', help: 'seconds from one sample to the next [1]' },
  { name: 'iter', short: 'n', value: 'NUM', help: 'end after NUM samples [without end]' },
  {
    name: 'pid',
    short: 'p',
    value: 'PID',
    many: true,
    help: 'only this process or task; may be given again',
  },
  {
    name: 'user',
    short: 'u',
    value: 'USER',
    many: true,
    help: "only this user's tasks; may be given again",
  },
  { name: 'keep', value: 'TIME', help: 'remove what is older, such as 7d [nothing]' },
  { name: 'max-size', value: 'SIZE', help: 'remove the oldest beyond, such as 1GiB [nothing]' },
  {
    name: 'keep-least',
    value: 'TIME',
    help: 'so much of the end is not given up to a full disk [24h]',
  },
  {
    name: 'fsync',
    value: 'WHEN',
    help: 'never, segment or block: when the disk must confirm [segment]',
  },
  { name: 'engine', value: 'NAME', help: 'bpf, taskstats or procfs [the best that works]' },
  HELP_OPTION,
] as const;

export const RECORD_PAGE: CommandPage = {
  usage: 'iotop record [OPTIONS] DIR',
  about: `Records the I/O of every task into a folder, made where it is missing: some 100 MB a day at one sample a second on a
busy host. End it by Ctrl-C or SIGTERM; nothing is lost then, or the exit status is 1. "iotop replay DIR" and "iotop report DIR" read it.`,
  options: RECORD_OPTIONS,
};

/** Ends when it was told to, or after the samples asked for: with 0, or with 1 when what it took last is not in the folder. */
export const runRecord = async (args: readonly string[], io: CommandIo): Promise<number> => {
  const given = parseArgumentsBy(RECORD_OPTIONS, args, 'iotop record --help');
  if (given.flag('help')) {
    await io.stdout(commandHelp(RECORD_PAGE));
    return 0;
  }
  const users = new Users();
  const options = writerOptionsOf(given, io);
  const selection = selectionOf(given, users);
  const interval = intervalOf(given);
  const iterations = iterationsOf(given);
  const writer = await RecordingWriter.open(folderOf(given), options);
  try {
    const live = openLiveSource(given, { users, selection, interval }, io);
    await recordAll(live, writer, { selection, iterations, io });
  } catch (error) {
    await writer.close();
    throw error;
  }
  if (await writer.close()) return 0;
  io.stderr('what was taken last is not recorded');
  return 1;
};

type Given = Arguments<(typeof RECORD_OPTIONS)[number]['name']>;

const folderOf = ({ positionals }: Given): string => {
  const [folder, extra] = positionals;
  if (folder === undefined) throw new UsageError('record needs a folder: iotop record DIR');
  if (extra !== undefined)
    throw new UsageError(`record takes one folder, not also ${JSON.stringify(extra)}`);
  return folder;
};

const writerOptionsOf = (given: Given, io: CommandIo): WriterOptions => {
  const keep = given.value('keep');
  const maxSize = given.value('max-size');
  const least = given.value('keep-least');
  const sync = choiceOf(given.value('fsync'), '--fsync', ['never', 'segment', 'block']);
  return {
    ...(keep === undefined ? {} : { keep: durationOf(keep, '--keep') }),
    ...(maxSize === undefined ? {} : { maxSize: sizeOf(maxSize, '--max-size') }),
    ...(least === undefined ? {} : { keepLeast: durationOf(least, '--keep-least') }),
    ...(sync === undefined ? {} : { sync }),
    onNotice: (notice) => io.stderr(describeNotice(notice)),
  };
};

const MAX_DELAY = 86_400;

const intervalOf = (given: Given): number =>
  numberOf(given.value('delay') ?? '1', '--delay', { least: 0.05, most: MAX_DELAY }) * 1000;

const iterationsOf = (given: Given): number => {
  const text = given.value('iter');
  return text === undefined
    ? Number.POSITIVE_INFINITY
    : numberOf(text, '--iter', { least: 1, whole: true });
};

const selectionOf = (given: Given, users: Users): Selection => ({
  ...EVERYTHING,
  ids: new Set(given.list('pid').map((id) => numberOf(id, '--pid', { least: 1, whole: true }))),
  uids: new Set(given.list('user').map((name) => userIdOf(name, users))),
});

const userIdOf = (name: string, users: Users): number => {
  const id = /^\+?\d+$/.test(name) ? Number(name) : users.idOf(name);
  if (id === undefined) {
    throw new UsageError(`Unknown user: ${name}; give a name from /etc/passwd or a number`, 1);
  }
  return id;
};

const openLiveSource = (
  given: Given,
  {
    users,
    selection,
    interval,
  }: { readonly users: Users; readonly selection: Selection; readonly interval: number },
  io: CommandIo,
): LiveSource => {
  const wanted = choiceOf(given.value('engine'), '--engine', ['bpf', 'taskstats', 'procfs']);
  const { engine, rejected } = openEngine({
    ...(wanted === undefined ? {} : { engine: wanted }),
    ...(selection.ids.size > 0 && selection.uids.size === 0
      ? { selection: { ids: selection.ids } }
      : {}),
  });
  noteEngine(rejected, engine.name, io.stderr);
  for (const gap of engine.standingGaps) io.stderr(gapText(gap));
  return new LiveSource({
    engine,
    clock: systemClock,
    interval: milliseconds(interval),
    details: { commands: 'read', priorities: 'read', users },
  });
};

const recordAll = async (
  source: LiveSource,
  writer: RecordingWriter,
  {
    selection,
    iterations,
    io,
  }: { readonly selection: Selection; readonly iterations: number; readonly io: CommandIo },
): Promise<void> => {
  // What happened since the last sample is not lost either.
  const stop = (): void => source.finish();
  io.signal.addEventListener('abort', stop, { once: true });
  const lookAtNamed = namedTasksNoter(selection.ids, io.stderr);
  let left = iterations;
  try {
    if (io.signal.aborted) return;
    for await (const sample of source) {
      lookAtNamed();
      writer.append(selected(sample, selection));
      left -= 1;
      if (left <= 0) return;
    }
  } finally {
    io.signal.removeEventListener('abort', stop);
    source.close();
  }
};

/** A recording of a part says so: who reads it later must not take the part for the whole. */
const selected = (sample: Sample, selection: Selection): Sample => {
  if (selection.ids.size + selection.uids.size === 0) return sample;
  return {
    ...sample,
    tasks: sample.tasks.filter((entry) => isSelected(entry, selection, 'threads')),
    gaps: [...sample.gaps, PARTIAL],
  };
};

const PARTIAL: Gap = {
  kind: 'unavailable',
  what: 'other-users',
  reason: 'only the tasks chosen by -p or -u were recorded',
  remedy: '',
};
