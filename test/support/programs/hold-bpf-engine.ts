/** Opens the BPF engine, says so and stays: for tests that kill it. */
import { readBpfEnvironment } from '../../../src/kernel/sys/bpf/bpf-environment.ts';
import { systemClock } from '../../../src/kernel/sys/clock.ts';
import { openBpfEngine } from '../../../src/sampler/bpf/open.ts';

const engine = openBpfEngine(readBpfEnvironment(), systemClock);
process.stdout.write(`${engine.name}\n`);
setInterval(() => engine.drain(), 1000);
