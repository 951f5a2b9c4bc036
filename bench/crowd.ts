/**
 * What does the whole screen cost at 12,000 tasks, 300 of them busy? CPU a sample and resident memory, in a real terminal.
 *
 * Run in a terminal: node scripts/run-ts.mjs bench/crowd.ts
 */

import type { Sample } from '../src/sample/sample.ts';
import type { SampleSource } from '../src/sample/source.ts';
import { NO_DETAILS, type ScreenEffects } from '../src/tui/core/effects.ts';
import { DEFAULT_SETTINGS } from '../src/tui/core/settings.ts';
import { runTui } from '../src/tui/run.ts';
import { crowdSample, namesOf } from './support/busy-crowd.ts';
import { machineFacts } from './support/machine.ts';

const SAMPLES = 100;
const INTERVAL = 200;

/** Made before the screen begins: what the bench needs for them is not the screen's. */
const samples: readonly Sample[] = Array.from({ length: SAMPLES }, (_, index) =>
  crowdSample(index),
);

const crowd = (): SampleSource => ({
  close: () => {},
  async *[Symbol.asyncIterator](): AsyncGenerator<Sample> {
    for (const sample of samples) {
      yield sample;
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
  },
});

const refuse = () => ({ tone: 'error', text: 'not in a benchmark' }) as const;
const nothing: ScreenEffects = {
  refresh: () => {},
  setNeeds: () => {},
  readNames: (_, places) => Array.from(places, namesOf),
  setInterval: () => {},
  setIoPriority: refuse,
  sendSignal: refuse,
  toggleDelayAccounting: refuse,
  saveSettings: refuse,
  readDetails: () => NO_DETAILS,
  readGroup: () => ({ readAt: NO_DETAILS.readAt, limits: [] }),
  readParents: () => new Map(),
};

const megabytes = (): number => process.memoryUsage.rss() / 2 ** 20;
/** With the compiler that started us, and the samples. */
const beforeScreen = megabytes();
const before = process.cpuUsage();
await runTui({
  source: crowd(),
  streams: {
    input: process.stdin,
    output: process.stdout,
    ...(process.env.NOSIG ? { endSignals: [] } : {}),
  },
  settings: DEFAULT_SETTINGS,
  abilities: { colours: '256', unicode: true },
  rights: 'all',
  effects: nothing,
  iterations: SAMPLES,
});
const { user, system } = process.cpuUsage(before);
const perSample = ((user + system) / 1000 / SAMPLES).toFixed(1);
const added = (megabytes() - beforeScreen).toFixed(0);
console.log(machineFacts().join('\n'));
console.log(
  `${perSample} ms CPU a sample, the screen's start included; RSS ${megabytes().toFixed(0)} MB, of which the screen added ${added}`,
);
