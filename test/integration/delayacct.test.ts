/** Delay accounting held on: on a file of our own, which everybody may, and on the kernel's switch, which takes root. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdDelayAccounting } from '../../src/cli/delayacct.ts';
import { DELAY_ACCOUNTING_FILE } from '../../src/kernel/sys/delay-accounting.ts';
import { UnavailableError } from '../../src/lib/errors.ts';
import { runScriptUnder, spawnScript } from '../support/bundle.ts';
import { describeWith } from '../support/requires.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iotop-delayacct-'));
  file = join(folder, 'task_delayacct');
  writeFileSync(file, '0\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const setting = (of = file): string => readFileSync(of, 'utf8').trim();

/** Pids of the guards of a file. */
const guardsOf = (of: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandOf(pid).endsWith(`iotop-guard\0${of}\0`))
    .map(Number);

const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // gone
  }
};

/** Waits until it holds, a second at most. */
const withinASecond = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 100 && !holds(); i++) await sleep(10);
  expect(holds()).toBe(true);
};

/** A process that holds, once it has said so. */
const holder = async (of: string): Promise<ChildProcess> => {
  const child = spawnScript('test/support/hold-delay-accounting.ts', of);
  const [said] = await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  expect(String(said)).toContain('switched kernel.task_delayacct on');
  return child;
};

const killed = async (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  const end = once(child, 'exit');
  child.kill(signal);
  await end;
};

describe('delay accounting held on', () => {
  it('is on until released, then off again, and each is said', async () => {
    const hold = holdDelayAccounting(file);
    expect(setting()).toBe('1');
    expect(hold.message).toMatch(/switched kernel\.task_delayacct on until iotop ends/);
    expect(hold.release()).toMatch(/off again/);
    expect(setting()).toBe('0');
    await withinASecond(() => guardsOf(file).length === 0);
  });

  it('is released once: what is switched on afterwards stays', () => {
    const hold = holdDelayAccounting(file);
    hold.release();
    writeFileSync(file, '1\n');
    expect(hold.release()).toBeUndefined();
    expect(setting()).toBe('1');
  });

  it('is nothing to do, and nothing to undo, when it is on already', () => {
    writeFileSync(file, '1\n');
    const hold = holdDelayAccounting(file);
    expect(hold.message).toMatch(/on already/);
    expect(guardsOf(file)).toEqual([]);
    expect(hold.release()).toBeUndefined();
    expect(setting()).toBe('1');
  });

  it('is left alone when somebody else switched it off meanwhile', async () => {
    const hold = holdDelayAccounting(file);
    writeFileSync(file, '0\n');
    expect(hold.release()).toMatch(/by somebody else/);
    await withinASecond(() => guardsOf(file).length === 0);
  });

  it('is refused on a kernel without the switch, with what it needs', () => {
    rmSync(file);
    expect(() => holdDelayAccounting(file)).toThrow(UnavailableError);
    expect(() => holdDelayAccounting(file)).toThrow(/CONFIG_TASK_DELAY_ACCT/);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, '0\n');
  });

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`is off again within a second of a ${signal}, and the guard is gone`, async () => {
      const child = await holder(file);
      expect(setting()).toBe('1');
      expect(guardsOf(file)).toHaveLength(1);
      await killed(child, signal);
      await withinASecond(() => setting() === '0' && guardsOf(file).length === 0);
    });
  }

  it('is off again though the guard was told to end, interrupted and hung up on before us', async () => {
    const child = await holder(file);
    const [guard] = guardsOf(file);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.kill(guard as number, signal);
    }
    await killed(child, 'SIGKILL');
    await withinASecond(() => setting() === '0');
  });

  it('stays as it is when we are killed after somebody else changed it', async () => {
    const child = await holder(file);
    writeFileSync(file, '0\n');
    await killed(child, 'SIGKILL');
    await withinASecond(() => guardsOf(file).length === 0);
    expect(setting()).toBe('0');
  });
});

describeWith(['delayacct', 'root'], 'kernel.task_delayacct', () => {
  let before: string;
  beforeEach(() => {
    before = setting(DELAY_ACCOUNTING_FILE);
    writeFileSync(DELAY_ACCOUNTING_FILE, '0\n');
  });
  afterEach(() => writeFileSync(DELAY_ACCOUNTING_FILE, `${before}\n`));

  it('is on while held and off when released', () => {
    const hold = holdDelayAccounting();
    try {
      expect(setting(DELAY_ACCOUNTING_FILE)).toBe('1');
    } finally {
      hold.release();
    }
    expect(setting(DELAY_ACCOUNTING_FILE)).toBe('0');
  });

  it('is refused to an ordinary user with what to do, and nothing is left behind', () => {
    const guards = guardsOf(DELAY_ACCOUNTING_FILE);
    const { stderr } = runScriptUnder(
      ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'],
      'test/support/hold-delay-accounting.ts',
      DELAY_ACCOUNTING_FILE,
    );
    expect(stderr).toMatch(/kernel\.task_delayacct cannot be switched on; run iotop as root/);
    expect(setting(DELAY_ACCOUNTING_FILE)).toBe('0');
    expect(guardsOf(DELAY_ACCOUNTING_FILE)).toEqual(guards);
  });

  it('is off within a second of kill -9', async () => {
    const child = await holder(DELAY_ACCOUNTING_FILE);
    expect(setting(DELAY_ACCOUNTING_FILE)).toBe('1');
    await killed(child, 'SIGKILL');
    await withinASecond(() => setting(DELAY_ACCOUNTING_FILE) === '0');
  });
});
