/** iotop as users start it, beside loads of known size; and laws, a line each. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export type Asked = {
  readonly read?: number;
  readonly write?: number;
  readonly queueTime?: number;
  readonly deviceTime?: number;
  readonly heldTime?: number;
  readonly latency?: readonly { readonly reads?: number; readonly writes?: number }[];
};
export type Task = {
  readonly tid: number;
  readonly comm: string;
  readonly read?: number;
  readonly write?: number;
  readonly ioWait?: number;
  readonly command?: string;
  readonly ended?: true;
  readonly ppid?: number;
  readonly diskRead?: number;
  readonly diskWrite?: number;
  readonly disk?: readonly (Asked & { readonly device: string })[];
};
type Device = {
  readonly name: string;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly errors?: number;
  readonly owners?: readonly (Asked & { readonly owner: string })[];
};
export type Sample = {
  readonly engine: string;
  readonly tasks: readonly Task[];
  readonly system: { readonly devices?: readonly Device[] };
  readonly gaps: readonly { readonly kind: string; readonly what?: string }[];
};

export const KIB = 1024;
export const IOTOP = '/app/dist/iotop.js';
export const counts = { passed: 0, failed: 0 };

export const law = (text: string, holds: boolean, seen: unknown): void => {
  counts[holds ? 'passed' : 'failed'] += 1;
  console.log(holds ? `ok - ${text}` : `not ok - ${text}: ${JSON.stringify(seen)}`);
};

export const dd = (...args: readonly string[]): ChildProcess =>
  spawn('dd', args, { stdio: 'ignore' });

/** The samples of iotop with one engine, from its start to the end of what is done meanwhile. */
export const samplesDuring = async (
  engine: string,
  work: (next: () => Promise<void>) => Promise<void>,
): Promise<readonly Sample[]> => {
  const args = [IOTOP, '--json', '-d', '0.5', '--engine', engine];
  const iotop = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const samples: Sample[] = [];
  const lines = createInterface({ input: iotop.stdout });
  lines.on('line', (line) => samples.push(JSON.parse(line)));
  const next = async (): Promise<void> => void (await once(lines, 'line'));
  await next();
  await work(next);
  await next();
  await next();
  iotop.kill('SIGINT');
  await once(iotop, 'exit');
  return samples;
};
