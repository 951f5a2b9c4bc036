/** `iotop record DIR`: records what every task does to the disk, until a signal ends it. */
import { Users } from '../../kernel/sys/users/users.ts';
import { defined } from '../../lib/defined.ts';
import { UsageError } from '../../lib/errors.ts';
import { choiceOf } from '../../lib/option-value.ts';
import { durationOf } from '../../lib/quantities.ts';
import { countersIn } from '../../model/columns.ts';
import { onlySelected } from '../../model/view/selection.ts';
import { RecordingWriter, type WriterOptions } from '../../record/write/writer.ts';
import { gapText } from '../../render/text/gap-text.ts';
import type { Sample } from '../../sample/sample.ts';
import { LEAST_NEEDS } from '../../sample/source.ts';
import type { LiveSource } from '../../sampler/live/live-source.ts';
import { WHERE_OPTION } from '../../tui/settings/content-settings.ts';
import type { CommandIo } from '../effects/command-io.ts';
import { openLive } from '../effects/live.ts';
import { namedTasksNoter, noteEngine, unaskedIn } from '../effects/notes/notes.ts';
import { noteUnknownHere } from '../effects/notes/value-notes.ts';
import { neededRights } from '../effects/rights/needed-rights.ts';
import { kernelFacts, placeAt } from '../effects/rights/rights-facts.ts';
import type { CommandPage } from '../options/command-page.ts';
import type { Arguments } from '../options/parse-arguments.ts';
import {
  blockIn,
  DELAY_OPTION,
  delayIn,
  ENGINE_OPTION,
  engineIn,
  ITER_OPTION,
  iterationsIn,
  MAX_SIZE_OPTION,
  maxSizeIn,
  NO_BLOCK_OPTION,
  SELECTION_OPTIONS,
  selectionIn,
  whereIn,
} from '../options/shared-options.ts';
import { command } from './command.ts';

const FSYNC_WORDS = ['never', 'segment', 'block'] as const;

export const RECORD_PAGE = {
  usage: 'iotop record [OPTIONS] DIR',
  about: `Records the I/O of every task into a folder, which is made if it is missing: some 100 MB a day at one sample a second on a
busy host. Ctrl-C or SIGTERM ends it and loses nothing; if something could not be written, the exit status is 1. "iotop replay DIR"
and "iotop report DIR" read the recording.`,
  options: [
    DELAY_OPTION,
    ITER_OPTION,
    ...SELECTION_OPTIONS,
    WHERE_OPTION,
    { name: 'keep', value: 'TIME', help: 'remove what is older, such as 7d [default: keep all]' },
    MAX_SIZE_OPTION,
    {
      name: 'keep-least',
      value: 'TIME',
      help: 'on a full disk, never remove the last TIME [default: 24h]',
    },
    {
      name: 'fsync',
      value: 'WHEN',
      takes: FSYNC_WORDS,
      help: 'never, segment or block: how often to wait for the disk [default: segment]',
    },
    ENGINE_OPTION,
    NO_BLOCK_OPTION,
  ],
} as const satisfies CommandPage;

/** 0 after a signal or the samples asked for; 1 when the last samples are not in the folder. */
export const runRecord = command(RECORD_PAGE, async (given, io) => {
  const users = new Users();
  const options = writerOptionsOf(given, io);
  const folder = folderOf(given);
  const selection = { ...selectionIn(given, (user) => users.idOf(user)), ...whereIn(given) };
  const interval = delayIn(given);
  const iterations = iterationsIn(given) ?? Number.POSITIVE_INFINITY;
  const { source, engine, rejected } = openLive(engineIn(given), selection, {
    interval,
    block: blockIn(given),
    needs: { ...LEAST_NEEDS, counters: countersIn(new Set(selection.where?.needs)) },
    details: { commands: 'read', priorities: 'read', users },
  });
  io.keepOnly(neededRights({ kind: 'record', into: placeAt(folder) }, engine.name, kernelFacts()));
  const writer = await RecordingWriter.open(folder, options).catch((error) => {
    source.close();
    throw error;
  });
  try {
    noteEngine(rejected, engine.name, io.stderr);
    noteUnknownHere(selection.where, io.stderr);
    const unasked = unaskedIn(selection.where);
    for (const gap of engine.standingGaps)
      if (!('what' in gap && unasked.includes(gap.what))) io.stderr(gapText(gap));
    if (io.terminal.kind !== 'none') io.stderr(`recording to ${folder}; Ctrl-C ends it`);
    const lookAtNamed = namedTasksNoter(selection.ids, io.stderr);
    await takeAll(source, iterations, io.signal, (sample) => {
      lookAtNamed();
      writer.append(onlySelected(sample, selection, PARTIAL));
    });
  } catch (error) {
    await writer.close();
    throw error;
  }
  if (await writer.close()) return 0;
  io.stderr('the last samples could not be recorded');
  return 1;
});

type Given = Arguments<(typeof RECORD_PAGE)['options'][number]['name']>;

const folderOf = ({ positionals }: Given): string => {
  const [folder, extra] = positionals;
  if (folder === undefined) throw new UsageError('record needs a folder: iotop record DIR');
  if (extra !== undefined)
    throw new UsageError(`record takes one folder, not also ${JSON.stringify(extra)}`);
  return folder;
};

const writerOptionsOf = (given: Given, io: CommandIo): WriterOptions =>
  defined({
    keep: given.parsed('keep', durationOf),
    maxSize: maxSizeIn(given),
    keepLeast: given.parsed('keep-least', durationOf),
    sync: choiceOf(given.value('fsync'), '--fsync', FSYNC_WORDS),
    onNotice: io.stderr,
  });

const takeAll = async (
  source: LiveSource,
  iterations: number,
  signal: AbortSignal,
  take: (sample: Sample) => void,
): Promise<void> => {
  // What happened since the last sample is not lost either.
  const stop = (): void => source.finish();
  signal.addEventListener('abort', stop, { once: true });
  let left = iterations;
  try {
    if (signal.aborted) return;
    for await (const sample of source) {
      take(sample);
      left -= 1;
      if (left <= 0) return;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    source.close();
  }
};

const PARTIAL = 'only the tasks chosen by -p, -u or --where were recorded';
