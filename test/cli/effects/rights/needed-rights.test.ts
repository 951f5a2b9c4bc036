import { describe, expect, it } from 'vitest';
import {
  type FileFacts,
  neededRights,
  type Place,
  toWrite,
} from '../../../../src/cli/effects/rights/needed-rights.ts';
import { CAP } from '../../../../src/kernel/abi/proc/process-status.ts';

const NEW = { release: '6.18.0', hidesTasks: false };
const READS = [CAP.dacReadSearch];
const LOOKS = [...READS, CAP.sysPtrace];
const WRITES_ANYWHERE = [CAP.dacOverride, CAP.fowner, CAP.chown];

const folder = (mode: number, uid = 0, gid = 0): FileFacts => ({ uid, gid, mode: 0o040000 | mode });
const file = (mode: number, uid = 0, gid = 0): FileFacts => ({ uid, gid, mode: 0o100000 | mode });
const TOP = folder(0o755);
/** Root's. @param path as in `Place`, without `/` */
const place = (
  path: readonly (FileFacts | undefined)[],
  files: readonly FileFacts[] = [],
  us = { uid: 0, gid: 0 },
): Place => ({ us, path: [...path, TOP], files });
const OWN = place([folder(0o755)]);
const OTHERS = place([folder(0o755, 1000, 1000)]);

describe('what stays', () => {
  it.each([
    ['lists read, and need no root', { kind: 'print' }, [READS, [], 'leave', 'none']],
    ['a recorder stays root', { kind: 'record', into: OWN }, [READS, [], 'keep', 'none']],
    [
      'a recorder in another’s folder may write there',
      { kind: 'record', into: OTHERS },
      [[...READS, ...WRITES_ANYWHERE], [], 'keep', 'none'],
    ],
    [
      'a command has all that we had',
      { kind: 'command', into: undefined },
      [READS, [], 'keep', 'all'],
    ],
    [
      'so it has where its report goes into another’s folder, where we may write',
      { kind: 'command', into: OTHERS },
      [[...READS, ...WRITES_ANYWHERE], [], 'keep', 'all'],
    ],
    [
      'the screen looks into tasks, and its keys may signal, set priorities, and switch delay accounting',
      { kind: 'screen', rights: 'all' },
      [LOOKS, [CAP.kill, CAP.sysNice, CAP.sysAdmin], 'keep', 'none'],
    ],
    [
      'the screen that may set no priorities has no right to it',
      { kind: 'screen', rights: 'no-renice' },
      [LOOKS, [CAP.kill, CAP.sysAdmin], 'keep', 'none'],
    ],
    [
      'the screen that changes nothing may not',
      { kind: 'screen', rights: 'read-only' },
      [LOOKS, [], 'keep', 'none'],
    ],
  ] as const)('%s', (_, work, [effective, permitted, user, ofCommands]) => {
    expect(neededRights(work, 'bpf', NEW)).toEqual({ effective, permitted, user, ofCommands });
  });

  it('is root with SYS_ADMIN at rest wherever delay accounting must be switched back', () => {
    expect(neededRights({ kind: 'print' }, 'bpf', NEW, 'held')).toMatchObject({
      permitted: [CAP.sysAdmin],
      user: 'keep',
    });
    const screen = { kind: 'screen', rights: 'read-only' } as const;
    expect(neededRights(screen, 'bpf', NEW, 'held').permitted).toEqual([CAP.sysAdmin]);
  });

  const HIDING = { ...NEW, hidesTasks: true };
  it.each([
    ['bpf', '5.8.0-63-generic', [...READS, CAP.bpf]],
    ['bpf', '5.10.0', [...READS, CAP.bpf]],
    ['bpf', '5.18.19', [...READS, CAP.bpf]],
    ['bpf', '5.19.0-rc1', READS],
    ['bpf', '6.1.0-13-amd64', READS],
    ['bpf', '4.18.0-553.el8', [...READS, CAP.bpf]],
    ['taskstats', '5.10.0', [...READS, CAP.netAdmin]],
    ['procfs', '5.10.0', LOOKS],
  ] as const)('is what the engine %s asks for again on Linux %s', (engine, release, effective) => {
    const rights = neededRights({ kind: 'print' }, engine, { ...NEW, release });
    expect(rights.effective).toEqual(effective);
  });

  it.each(['bpf', 'taskstats', 'procfs'] as const)(
    'is SYS_PTRACE with the engine %s where /proc hides tasks',
    (engine) => {
      const of = (kernel: typeof NEW) => neededRights({ kind: 'print' }, engine, kernel).effective;
      expect(of(HIDING)).toEqual([...new Set([...of(NEW), CAP.sysPtrace])]);
    },
  );
});

describe('a place that is written', () => {
  it.each<readonly [string, Place]>([
    ['its own folder', place([folder(0o700)])],
    ['its own file', place([file(0o600), folder(0o755)])],
    ['a new folder in its own', place([undefined, undefined, folder(0o755)])],
    ['a new folder in `/`', place([undefined])],
    ['its own folder with its own files', place([folder(0o755)], [file(0o640), file(0o200)])],
    ['its own folder in another’s that all may enter', place([folder(0o700), folder(0o711, 7, 7)])],
    ['its own folder in one of its own', place([folder(0o700), folder(0o100, 0, 7)])],
    [
      'an ordinary user’s own folder',
      place([folder(0o700, 9, 9)], [file(0o600, 9, 9)], { uid: 9, gid: 9 }),
    ],
  ])('needs no capability: %s', (_, own) => {
    expect(toWrite(own)).toEqual([]);
  });

  it.each<readonly [string, Place]>([
    ['a folder of another user', place([folder(0o777, 1000, 0)])],
    ['a folder of another group', place([folder(0o777, 0, 1000)])],
    ['its own folder that it may not write to', place([folder(0o555)])],
    ['its own folder that it may not enter', place([folder(0o600)])],
    ['its own file that it may not write', place([file(0o400), folder(0o755)])],
    ['a new folder in another’s', place([undefined, folder(0o700, 1000, 1000), folder(0o755)])],
    ['a file of another user in it', place([folder(0o755)], [file(0o666), file(0o666, 1000, 0)])],
    ['a file of another group in it', place([folder(0o755)], [file(0o666, 0, 1000)])],
    ['a file in it that it may not write', place([folder(0o755)], [file(0o400)])],
    // With CAP_DAC_READ_SEARCH root enters each; without (setpriv --bounding-set=-dac_read_search) not.
    ['its own folder in another’s closed one', place([folder(0o755), folder(0o700, 1000, 1000)])],
    [
      'its own folder deep in another’s closed one',
      place([folder(0o755), folder(0o755), folder(0o776, 1000, 1000)]),
    ],
    ['its own folder in one of its own that is closed', place([folder(0o755), folder(0o677)])],
    ['a path of which nothing can be seen', { ...place([undefined]), path: [undefined] }],
  ])('needs the power over all files, and to give them away: %s', (_, others) => {
    expect(toWrite(others)).toEqual(WRITES_ANYWHERE);
  });
});
