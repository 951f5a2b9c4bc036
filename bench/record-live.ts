/**
 * What does recording this machine cost, once a second, with many sleeping tasks and some that write? Ours beside atop and iotop-c.
 *
 *   node scripts/run-ts.mjs bench/record-live.ts [--quick] [--sleepers 12000] [--active 100] [--samples 60] [--only TEXT]
 *
 * A long run and a short one: their difference is what goes on for ever, the long run is what the first minute costs. --quick is for CI: it
 * shows that the benchmark still works, not what anything costs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildLoad, type Load, makeDiskFolder, startLoad } from '../test/support/load/load.ts';
import { type Cost, costOf } from './support/cost.ts';
import { countTasks, machineFacts } from './support/machine.ts';
import { bytesIn, findRecorders, type Recorder } from './support/recorders.ts';
import { textTable } from './support/table.ts';

type Settings = {
  readonly sleepers: number;
  /** Tasks that write something each second. */
  readonly active: number;
  /** Samples the long run has more than the short one. */
  readonly samples: number;
  /** Samples of the short run. */
  readonly settle: number;
  /** Only recorders whose name contains this. */
  readonly only: string;
};

const FULL = { sleepers: '12000', active: '100', samples: '60', settle: 5 };
const QUICK = { sleepers: '300', active: '20', samples: '1', settle: 1 };

/** What each writes a second, at least; 8 times as much at most. */
const WRITTEN = 4096;

const TITLES = ['recorder', 'of a core', 'start taken out', 'RSS', 'a sample', 'a task-sample'];

const main = async (): Promise<void> => {
  const settings = readSettings();
  console.log(`${machineFacts().join('\n')}\n`);
  const program = buildLoad();
  if (program.kind === 'absent') throw new Error(`no load: ${program.reason}`);
  const folder = makeDiskFolder();
  const loads: Load[] = [];
  try {
    loads.push(await startLoad(program.path, ['sleep', settings.sleepers], folder));
    loads.push(await startLoad(program.path, ['trickle', settings.active, WRITTEN], folder));
    for (const load of loads) load.step();
    console.log(
      `${countTasks()} tasks, of which ${settings.active} write; ${settings.samples} samples and ${settings.settle} before them`,
    );
    console.log(textTable(TITLES, compared(settings)));
  } finally {
    for (const load of loads) await load.end();
    rmSync(folder, { recursive: true });
  }
};

const readSettings = (): Settings => {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      sleepers: { type: 'string' },
      active: { type: 'string' },
      samples: { type: 'string' },
      only: { type: 'string', default: '' },
    },
  });
  const usual = values.quick ? QUICK : FULL;
  return {
    sleepers: Number(values.sleepers ?? usual.sleepers),
    active: Number(values.active ?? usual.active),
    samples: Number(values.samples ?? usual.samples),
    settle: usual.settle,
    only: values.only,
  };
};

const compared = (settings: Settings): readonly (readonly string[])[] => {
  const rows: (readonly string[])[] = [];
  for (const recorder of findRecorders()) {
    if (!recorder.name.includes(settings.only)) continue;
    if (recorder.kind === 'absent') console.log(`without ${recorder.name}: ${recorder.reason}`);
    else rows.push(rowOf(recorder, settings));
  }
  return rows;
};

const rowOf = (recorder: Extract<Recorder, { kind: 'found' }>, settings: Settings) => {
  const { samples, settle, active } = settings;
  const short = record(recorder, settle);
  const long = record(recorder, settle + samples);
  const bytes = (long.bytes - short.bytes) / samples;
  return [
    recorder.name,
    share(long.cost.cpuMicros / (settle + samples)),
    share((long.cost.cpuMicros - short.cost.cpuMicros) / samples),
    `${(long.cost.maxRssKib / 1024).toFixed(0)} MiB`,
    `${(bytes / 1024).toFixed(1)} KiB`,
    `${(bytes / active).toFixed(1)} B`,
  ];
};

/** Of the second there is for a sample. */
const share = (micros: number): string => `${(micros / 1e4).toFixed(2)} %`;

const record = (
  recorder: Extract<Recorder, { kind: 'found' }>,
  samples: number,
): { readonly cost: Cost; readonly bytes: number } => {
  const folder = mkdtempSync('/var/tmp/iotop-recording-');
  try {
    const cost = costOf(recorder.command(folder, samples));
    return { cost, bytes: bytesIn(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

await main();
