/** Delay accounting held on: on a file of our own, which everybody may, and on the kernel's switch, which takes root. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DelayAccountingSwitch } from '../../src/cli/effects/delayacct.ts';
import { DELAY_ACCOUNTING_FILE } from '../../src/kernel/sys/process/delay-accounting.ts';
import { UnavailableError } from '../../src/lib/errors.ts';
import { runScriptUnder, spawnScript } from '../support/iotop/bundle.ts';
import { NODE, PROGRAM } from '../support/iotop/program.ts';
import { mainThreadOf } from '../support/iotop/threads.ts';
import { type PtySession, startInPty } from '../support/screen/pty.ts';
import { describeWith } from '../support/test-run/requires.ts';

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
    .filter((pid) => /\0iotop-guard\0[01]\0(.*)\0$/.exec(commandOf(pid))?.[1] === of)
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
  const child = spawnScript('test/support/programs/hold-delay-accounting.ts', of);
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
    const hold = new DelayAccountingSwitch(file);
    const message = hold.hold('on');
    expect(setting()).toBe('1');
    expect(message).toMatch(/switched kernel\.task_delayacct on until iotop ends/);
    expect(hold.release()).toMatch(/off again/);
    expect(setting()).toBe('0');
    await withinASecond(() => guardsOf(file).length === 0);
  });

  it('is released once: what is switched on afterwards stays', () => {
    const hold = new DelayAccountingSwitch(file);
    hold.hold('on');
    hold.release();
    writeFileSync(file, '1\n');
    expect(hold.release()).toBeUndefined();
    expect(setting()).toBe('1');
  });

  it('is nothing to do, and nothing to undo, when it is on already', () => {
    writeFileSync(file, '1\n');
    const hold = new DelayAccountingSwitch(file);
    const message = hold.hold('on');
    expect(message).toMatch(/on already/);
    expect(guardsOf(file)).toEqual([]);
    expect(hold.release()).toBeUndefined();
    expect(setting()).toBe('1');
  });

  it('is left alone when somebody else switched it off meanwhile', async () => {
    const hold = new DelayAccountingSwitch(file);
    hold.hold('on');
    writeFileSync(file, '0\n');
    expect(hold.release()).toMatch(/by somebody else/);
    await withinASecond(() => guardsOf(file).length === 0);
  });

  it('is refused on a kernel without the switch, with what it needs', () => {
    rmSync(file);
    expect(() => new DelayAccountingSwitch(file).hold('on')).toThrow(UnavailableError);
    expect(() => new DelayAccountingSwitch(file).hold('on')).toThrow(/CONFIG_TASK_DELAY_ACCT/);
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

describe('the switch of one run', () => {
  for (const found of ['0', '1'] as const) {
    const other = found === '0' ? '1' : '0';

    it(`leaves ${found} as it found it, whatever was switched meanwhile`, async () => {
      writeFileSync(file, `${found}\n`);
      const run = new DelayAccountingSwitch(file);
      expect(run.toggle().isHeld).toBe(true);
      expect(setting()).toBe(other);
      expect(run.release()).toBe(
        `switched kernel.task_delayacct ${found === '1' ? 'on' : 'off'} again`,
      );
      expect(setting()).toBe(found);
      await withinASecond(() => guardsOf(file).length === 0);
    });

    it(`switched twice is ${found} as before, and there is nothing to say at the end`, async () => {
      writeFileSync(file, `${found}\n`);
      const run = new DelayAccountingSwitch(file);
      run.toggle();
      expect(run.toggle().isHeld).toBe(false);
      expect(setting()).toBe(found);
      expect(run.release()).toBeUndefined();
      await withinASecond(() => guardsOf(file).length === 0);
    });
  }

  it('switched on at the start and off by key has nothing to undo', () => {
    const run = new DelayAccountingSwitch(file);
    run.hold('on');
    expect(run.toggle()).toEqual({ setting: 'off', isHeld: false });
    expect(run.release()).toBeUndefined();
    expect(setting()).toBe('0');
  });

  it('switches to what is not, also when somebody else has switched meanwhile', () => {
    const run = new DelayAccountingSwitch(file);
    run.toggle();
    writeFileSync(file, '0\n');
    expect(run.toggle()).toEqual({ setting: 'on', isHeld: true });
    expect(setting()).toBe('1');
    run.release();
    expect(setting()).toBe('0');
  });
});

describeWith(['delayacct', 'root', 'util-linux'], 'kernel.task_delayacct', () => {
  let before: string;
  beforeEach(() => {
    before = setting(DELAY_ACCOUNTING_FILE);
    writeFileSync(DELAY_ACCOUNTING_FILE, '0\n');
  });
  afterEach(() => writeFileSync(DELAY_ACCOUNTING_FILE, `${before}\n`));

  it('is on while held and off when released', () => {
    const hold = new DelayAccountingSwitch();
    hold.hold('on');
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
      'test/support/programs/hold-delay-accounting.ts',
      DELAY_ACCOUNTING_FILE,
    );
    expect(stderr).toMatch(/kernel\.task_delayacct cannot be switched on; run iotop as root/);
    expect(setting(DELAY_ACCOUNTING_FILE)).toBe('0');
    // One of before may end meanwhile.
    const more = guardsOf(DELAY_ACCOUNTING_FILE).filter((guard) => !guards.includes(guard));
    expect(more).toEqual([]);
  });

  const screenWithCtrlT = async (): Promise<PtySession> => {
    const session = startInPty(NODE, [PROGRAM], { columns: 100, rows: 24 });
    onTestFinished(() => session.close());
    await session.until('a frame', (rows) => rows.some((row) => row.includes(' DISK READ')));
    const before = mainThreadOf(session.pid);
    session.type('\x14');
    await session.until(
      'the answer',
      (rows) => rows.at(-1)?.includes('delay accounting is on until iotop ends') ?? false,
    );
    expect(setting(DELAY_ACCOUNTING_FILE)).toBe('1');
    // What the key raised rests again.
    expect(mainThreadOf(session.pid)).toEqual(before);
    return session;
  };

  it('switched on by Ctrl-T is off again after q, which says so', async () => {
    const session = await screenWithCtrlT();
    session.type('q');
    expect((await session.ended).exitCode).toBe(0);
    expect(setting(DELAY_ACCOUNTING_FILE)).toBe('0');
    const [last] = (await session.rows()).filter((row) => row !== '').slice(-1);
    expect(last).toBe('iotop: switched kernel.task_delayacct off again');
  });

  it('switched on by Ctrl-T is off within a second of kill -9', async () => {
    const session = await screenWithCtrlT();
    session.kill('SIGKILL');
    await withinASecond(() => setting(DELAY_ACCOUNTING_FILE) === '0');
  });

  it.each(['bpf', 'taskstats', 'procfs'] as const)(
    'switched off by somebody else is a gap from then on (%s)',
    async (engine) => {
      const args = ['--delayacct', `--engine=${engine}`, '--json', '-d', '0.1'];
      const iotop = spawn(NODE, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
      onTestFinished(() => void iotop.kill('SIGTERM'));
      let samples = 0;
      for await (const line of createInterface(iotop.stdout)) {
        samples += 1;
        const isOff = line.includes('"reason":"delay accounting is off"');
        if (samples === 3) {
          expect(isOff).toBe(false);
          writeFileSync(DELAY_ACCOUNTING_FILE, '0\n');
        }
        if (isOff) break;
        expect(samples).toBeLessThan(10);
      }
      expect(samples).toBeGreaterThan(3);
    },
  );

  it('is off within a second of kill -9', async () => {
    const child = await holder(DELAY_ACCOUNTING_FILE);
    expect(setting(DELAY_ACCOUNTING_FILE)).toBe('1');
    await killed(child, 'SIGKILL');
    await withinASecond(() => setting(DELAY_ACCOUNTING_FILE) === '0');
  });
});
