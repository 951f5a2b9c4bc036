import { execSync } from 'node:child_process';
import { openBlockWatch } from '../src/sampler/block/open-block.ts';
import { readBpfEnvironment } from '../src/kernel/sys/bpf/bpf-environment.ts';
import { systemClock } from '../src/kernel/sys/clock.ts';
import { readFileSync } from 'node:fs';
const dev = process.argv[2] as string; // loopN
const cmd = process.argv[3] as string;
const stat = () => readFileSync(`/sys/block/${dev}/stat`, 'latin1').trim().split(/\s+/).map(Number);
const id = readFileSync(`/sys/block/${dev}/dev`, 'latin1').trim();
const w = openBlockWatch(readBpfEnvironment(), systemClock);
const b = stat();
const out = execSync(cmd, { shell: '/bin/bash', encoding: 'utf8' });
execSync('sleep 0.3');
const a = stat();
w.turn();
execSync('sleep 0.05');
const { records, gaps } = w.take();
const sum: Record<string, any> = {};
let tr = 0, tw = 0, td = 0;
for (const r of records) {
  const mine = r.device === id;
  const k = `${mine ? dev : r.device} ${r.tid === 0 ? 'OWNER ' + w.ownerOf(r.startedAt) + ' ' + r.startedAt : (r.who?.comm ?? '?') + ' ' + (r.who?.tgid)}`;
  const s = (sum[k] ??= { read: 0, write: 0, discard: 0, reads: 0, writes: 0, q: 0, d: 0, done: 0 });
  s.read += r.asked.read; s.write += r.asked.write; s.discard += r.asked.discard; s.reads += r.asked.reads; s.writes += r.asked.writes;
  s.q += (r.asked.queueTime ?? 0) / 1e6; s.d += (r.asked.deviceTime ?? 0) / 1e6;
  for (const l of r.asked.latency ?? []) s.done += (l.reads ?? 0) + (l.writes ?? 0);
  if (mine && !(r.tid === 0 && r.startedAt === 5)) { tr += r.asked.read ?? 0; tw += r.asked.write ?? 0; td += r.asked.discard ?? 0; }
}
console.log(out.trim());
if (Object.keys(sum).length < 40) console.table(sum); else console.log(Object.keys(sum).length, 'owners');
console.log('asked', tr, tw, td, 'done', ((a[2] ?? 0) - (b[2] ?? 0)) * 512, ((a[6] ?? 0) - (b[6] ?? 0)) * 512, ((a[13] ?? 0) - (b[13] ?? 0)) * 512, JSON.stringify(gaps));
w.close();
