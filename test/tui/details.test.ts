import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../src/lib/units.ts';
import { taskKey } from '../../src/sample/sample.ts';
import {
  type Look,
  NO_DETAILS,
  type OpenFile,
  type TaskDetails,
} from '../../src/tui/core/effects.ts';
import { detailsLines } from '../../src/tui/view/details/page.ts';
import { sampleOf, type TaskFields } from '../support/samples/samples.ts';
import { watchedServer } from '../support/samples/watched-server.ts';
import { type DrivenOptions, DrivenScreen } from '../support/screen/driven-screen.ts';

const SRV = { point: '/srv', device: '8:17', type: 'ext4', source: '/dev/root' };

/** The details of the first task, as read at these moments, seconds apart. */
const looking = (
  tasks: readonly TaskFields[],
  looks: readonly Partial<TaskDetails>[] = [],
  options: DrivenOptions = {},
): DrivenScreen => {
  const screen = new DrivenScreen({ size: { columns: 80, rows: 60 }, ...options })
    .see(sampleOf({ tasks }))
    .press('down', 'enter');
  for (const [index, look] of looks.entries()) {
    read(screen, { readAt: nanoseconds(index * 1e9), ...look });
  }
  return screen;
};

const read = (screen: DrivenScreen, details: Partial<TaskDetails>): DrivenScreen => {
  const { mode } = screen.state;
  if (mode.kind !== 'details') throw new RangeError('no details are open');
  const key = taskKey(mode.target.tid, mode.target.startedAt);
  return screen.send({ kind: 'details', key, details: { ...NO_DETAILS, ...details } });
};

const linesOf = ({ state }: DrivenScreen): readonly string[] =>
  state.mode.kind === 'details'
    ? detailsLines(state, state.mode).map(({ spans }) => spans.map(({ text }) => text).join(''))
    : [];
const textOf = (screen: DrivenScreen): string => linesOf(screen).join('\n');
const rowsWith = (screen: DrivenScreen, pattern: RegExp): readonly string[] =>
  linesOf(screen).filter((row) => pattern.test(row));

const stuckIn = (sleepsIn: string): Look => ({ sleepsIn, isStuck: true });

const file = (descriptor: number, position: number, path = `/srv/${descriptor}`): OpenFile => ({
  descriptor,
  path,
  position,
});

it('what the disks were asked for has a row with its near past, and one for each device', () => {
  const screen = new DrivenScreen({ size: { columns: 100, rows: 40 } }).see(watchedServer());
  screen.press('down', 'down', 'enter');
  expect(
    rowsWith(screen, /^(DISK|TO|Disks| {11}\S+ +\S+ M\/s)/).map((row) => row.trimEnd()),
  ).toEqual([
    expect.stringMatching(/^DISK READ +78\.0 M\/s.* 78\.0 M\/s$/),
    expect.stringMatching(/^DISK WRITE +0 +0 +-$/),
    expect.stringMatching(/^TO DISK +0 +0 +-$/),
    'Disks      vda 40.0 M/s, 10240 requests, 967us/2.1ms, 10 in flight',
    '           sdb 38.0 M/s, 9728 requests, 545us/1.0ms, 5 in flight',
  ]);
});

it('of a disk it is said for how long a limit held back what was asked for', () => {
  const disk = [{ device: 'vda', read: 2 ** 21, reads: 32, heldTime: 0.95e9 }];
  const task = { tid: 7, read: 2 ** 21, diskRead: 2 ** 21, diskWrite: 0, disk } as object;
  expect(rowsWith(looking([task as TaskFields]), /^Disks/).map((row) => row.trimEnd())).toEqual([
    'Disks      vda 2048 K/s, 32 requests, held back 0.95 s by a limit',
  ]);
});

it('the limits of its control group, and what the kernel counts of that, stand beside its path once they are known', () => {
  const at = (seconds: number, written: number, limits: readonly object[]) => ({
    readAt: nanoseconds(seconds * 1e9),
    bytes: [{ device: '8:0', read: 0, written }],
    stalled: nanoseconds(seconds * 0.5e9),
    limits,
  });
  const limits = [{ device: '8:0', limit: 'wbps', most: 2 ** 20 }];
  const groupOf = (...groups: readonly object[]): readonly string[] =>
    rowsWith(
      looking(
        [{ tid: 7 }],
        groups.map((group) => ({ cgroup: '/a', group }) as Partial<TaskDetails>),
      ),
      /^cgroup|^Group/,
    ).map((row) => row.trim());
  const path = 'cgroup     /a';
  expect(groupOf(at(1, 0, []))).toEqual([path]);
  expect(groupOf(at(1, 0, limits))).toEqual([path, 'Group I/O  limit 8:0 write 1024 K/s']);
  expect(groupOf(at(1, 0, limits), at(3, 2 ** 21, limits))).toEqual([
    path,
    'Group I/O  limit 8:0 write 1024 K/s  waits 50 %  itself 8:0 read 0 write 1024',
  ]);
  const none = { readAt: nanoseconds(1), limits: [] };
  expect(groupOf(none, none)).toEqual([path]);
});

it('of threads what the disks were asked to write stands beside what they were charged', () => {
  const of = (tid: number, diskWrite: number) => ({
    ...{ tid, tgid: 7, ...(tid === 7 ? {} : { processStartedAt: 5e9 }) },
    ...{ write: 2 ** 20, diskRead: 0, diskWrite },
  });
  const screen = looking([of(7, 0), of(8, 2 ** 22)]);
  const rows = rowsWith(screen, /^Threads|^ +[78] /);
  expect(rows.map((row) => row.trim().replaceAll(/ +/g, ' '))).toEqual([
    'Threads READ WRITE TO DISK IO',
    '8 0 1024 K/s 4.00 M/s 0 task8',
    '7 0 1024 K/s 0 0 task7',
  ]);
});

describe('the files of a task', () => {
  it('stand in the order of how far they moved between two looks, with how much a second', () => {
    const before = [
      file(3, 0),
      file(4, 1000),
      file(5, 4 * 2 ** 20),
      { descriptor: 6, path: 'pipe:[1]' },
    ];
    const now = [file(3, 0), file(4, 5096), file(5, 2 ** 20), { descriptor: 6, path: 'pipe:[1]' }];
    const screen = looking([{ tid: 7 }], [{ openFiles: before }, { openFiles: now }]);
    expect(rowsWith(screen, /\/srv|pipe/).map((row) => row.trim().replaceAll(/ +/g, ' '))).toEqual([
      '5 3.00 M/s 1024 K /srv/5',
      '4 4.00 K/s 4.98 K /srv/4',
      '3 0 0 /srv/3',
      '6 pipe:[1]',
    ]);
  });

  it('have moved nowhere where another file has the descriptor, or where it was looked at once', () => {
    const once = looking([{ tid: 7 }], [{ openFiles: [file(3, 9000)] }]);
    expect(rowsWith(once, /\/srv/)[0]).not.toContain('/s ');
    const other = [{ openFiles: [file(3, 0, '/a')] }, { openFiles: [file(3, 9000, '/b')] }];
    expect(rowsWith(looking([{ tid: 7 }], other), /\/b/)[0]).not.toContain('/s ');
  });

  it('that are directories have no position, and one past the end of any file is none', () => {
    const openFiles = [
      { descriptor: 3, path: '/srv/d', isDirectory: true as const },
      file(4, 2 ** 63, '/srv/e'),
    ];
    const screen = looking([{ tid: 7 }], [{ openFiles: [file(4, 0, '/srv/e')] }, { openFiles }]);
    expect(rowsWith(screen, /\/srv/).map((row) => row.trim().replaceAll(/ +/g, ' '))).toEqual([
      '3 directory /srv/d',
      '4 - /srv/e',
    ]);
  });

  it('of a task that has ended were open', () => {
    const screen = looking([{ tid: 7 }], [{ openFiles: [file(3, 0)] }]);
    expect(textOf(screen)).toContain('1 open: ');
    screen.see(sampleOf({ index: 1, tasks: [{ tid: 7, ended: true }] }));
    expect(textOf(screen)).toContain('1 were open: ');
  });

  it('say where they are: by the name of the disk, or by what was mounted', () => {
    const devices = [
      {
        id: '8:17',
        name: 'sdb1',
        reads: 0,
        readBytes: 0,
        writes: 0,
        writeBytes: 0,
        busy: 0,
        queued: 0,
      },
    ] as never;
    const screen = new DrivenScreen({ size: { columns: 80, rows: 60 } })
      .see(sampleOf({ tasks: [{ tid: 7 }], system: { devices } }))
      .press('down', 'enter');
    const openFiles = [
      { ...file(3, 0), mount: SRV },
      { ...file(4, 0), mount: { ...SRV, device: '8:18' } },
      { ...file(5, 0), mount: { ...SRV, device: '0:50', type: 'nfs4', source: 'box:/x' } },
      { ...file(6, 0), mount: { ...SRV, device: '0:51', type: 'tmpfs', source: 'none' } },
    ];
    read(screen, { openFiles });
    expect(rowsWith(screen, /\/srv/).map((row) => row.slice(row.indexOf('(')))).toEqual([
      '(/srv on sdb1)',
      '(/srv on root)',
      '(/srv on box:/x)',
      '(/srv on tmpfs)',
    ]);
  });
});

describe('the threads of a process', () => {
  const threads = [
    { tid: 7, comm: 'main' },
    { tid: 8, comm: 'reader' },
    { tid: 9, comm: 'writer' },
    { tid: 10, comm: 'sleeper' },
  ];
  const tasks = [
    { tid: 7, tgid: 7, comm: 'main', ioWait: 5e8 },
    { tid: 8, tgid: 7, comm: 'reader', read: 3 * 2 ** 20 },
    { tid: 9, tgid: 7, comm: 'writer', write: 5 * 2 ** 20, cancelledWrite: 2 ** 20 },
    { tid: 44, tgid: 44, comm: 'other', write: 9e9 },
  ];
  const processes = {
    settings: { unit: 'processes', sortColumn: 'tid', sortDirection: 'ascending' },
  } as const;

  it('have a row each where they did something, who moved most first; the others are named', () => {
    const screen = looking(tasks, [{ threads }], processes);
    expect(rowsWith(screen, /main$|reader$|writer$|other|sleeper/)).toEqual([
      expect.stringMatching(/^ {9}9 +0 +4\.00 M\/s .*writer$/),
      expect.stringMatching(/^ {9}8 +3\.00 M\/s +0 .*reader$/),
      expect.stringMatching(/^ {9}7 +0 +0 +50 % +main$/),
      expect.stringMatching(/^ +1 idle: 10 sleeper$/),
    ]);
  });

  it('are none of one that has no others', () => {
    expect(textOf(looking([{ tid: 7 }], [{ threads: [{ tid: 7, comm: 'dd' }] }]))).not.toContain(
      'Threads',
    );
  });

  it('are known to a replay as far as they did something', () => {
    const screen = looking(tasks, [{}], { ...processes, rights: 'replay' });
    expect(rowsWith(screen, /reader$/)).toHaveLength(1);
    expect(textOf(screen)).not.toContain('Files');
  });

  it('wait: the longest wait is the first row, with what it waits for', () => {
    const waiting = [
      { ...tasks[0], tid: 7, waitingSince: 100.9e9 },
      { ...tasks[1], tid: 8, waitingSince: 95e9 },
    ];
    const screen = looking(
      waiting,
      [{ threads, looks: [stuckIn('jbd2_log_wait_commit')] }],
      processes,
    );
    expect(screen.effects).toContainEqual(
      expect.objectContaining({ kind: 'read-details', waiting: 8 }),
    );
    const text = linesOf(screen).slice(0, 2).join(' ').replaceAll(/ +/g, ' ');
    expect(text).toContain(
      'Waits 6.00 s for the commit of the journal, as fsync does (jbd2_log_wait_commit), thread 8 (reader)',
    );
  });
});

describe('a task that waits now and then', () => {
  const idle: Look = { isStuck: false };
  const placesBelow = (screen: DrivenScreen): readonly number[] =>
    ['IO ', 'DISK READ', 'Command', 'Task'].map((label) =>
      linesOf(screen).findIndex((row) => row.startsWith(label)),
    );

  it('says of all looks in how many it waited, and for what most often', () => {
    const screen = looking(
      [{ tid: 7 }],
      [
        { looks: [idle, stuckIn('folio_wait_bit')] },
        { looks: [stuckIn('jbd2_log_wait_commit'), stuckIn('jbd2_log_wait_commit'), idle] },
      ],
    );
    expect(rowsWith(screen, /^Waits/)).toEqual([
      'Waits      in 3 of 5 looks, most often for the commit of the journal, as fsync',
    ]);
    const same = looking([{ tid: 7 }], [{ looks: [idle, stuckIn('do_what')] }]);
    expect(rowsWith(same, /^Waits/)).toEqual(['Waits      in 1 of 2 looks in do_what']);
  });

  it('says in how many looks it was not seen waiting, and nothing where nobody may look', () => {
    const screen = looking([{ tid: 7 }], [{ looks: [idle, { ...stuckIn('x'), isStuck: false }] }]);
    expect(rowsWith(screen, /^Waits/)).toEqual(['Waits      not seen waiting for I/O in 2 looks']);
    expect(rowsWith(looking([{ tid: 7 }], [{}]), /^Waits/)).toEqual(['Waits      -']);
  });

  it('waits for requests of libaio too, though it could be interrupted', () => {
    const looks = [{ sleepsIn: 'read_events', isStuck: false }, idle];
    expect(rowsWith(looking([{ tid: 7 }], [{ looks }]), /^Waits/)).toEqual([
      'Waits      in 1 of 2 looks for requests of libaio (read_events)',
    ]);
  });

  it('tells of the last two hundred looks', () => {
    const many = Array.from({ length: 199 }, () => idle);
    const screen = looking(
      [{ tid: 7 }],
      [{ looks: [stuckIn('do_old'), stuckIn('do_what')] }, { looks: many }],
    );
    expect(rowsWith(screen, /^Waits/)).toEqual(['Waits      in 1 of 200 looks in do_what']);
  });

  it('moves no row of the page by what it waits for', () => {
    const at = (waitingSince: number | undefined, looks: readonly Look[]): readonly number[] =>
      placesBelow(looking([{ tid: 7, ...(waitingSince && { waitingSince }) }], [{ looks }]));
    const places = at(undefined, []);
    expect(at(undefined, [idle])).toEqual(places);
    expect(at(undefined, [stuckIn('do_what')])).toEqual(places);
    expect(at(100.9e9, [stuckIn('jbd2_log_wait_commit')])).toEqual(places);
    expect(at(50e9, [stuckIn('jbd2_log_wait_commit')])).toEqual(places);
  });

  it('is told by its looks until a wait has lasted a whole interval', () => {
    const looks = [idle, stuckIn('do_what')];
    const short = looking([{ tid: 7, waitingSince: 100.9e9 }], [{ looks }]);
    expect(rowsWith(short, /^Waits/)).toEqual(['Waits      in 1 of 2 looks in do_what']);
    const long = looking([{ tid: 7, waitingSince: 99e9 }], [{ looks }]);
    expect(rowsWith(long, /^Waits/)).toEqual(['Waits      2.00 s in do_what']);
  });

  it('is looked at by the thread that waited most, where none waits now', () => {
    const of = (tid: number, ioWait: number) => ({ tid, tgid: 7, processStartedAt: 5e9, ioWait });
    const screen = looking([of(7, 1e8), of(8, 5e8)], [], {
      settings: { unit: 'processes', sortColumn: 'tid', sortDirection: 'ascending' },
    });
    expect(screen.effects).toContainEqual(
      expect.objectContaining({ kind: 'read-details', waiting: 8 }),
    );
  });
});

describe('a task that sleeps', () => {
  it('for no I/O says what for, and not where a wait for I/O stands', () => {
    const asleep = looking([{ tid: 7, state: 'D' }], [{ looks: [stuckIn('do_wait')] }]);
    expect(rowsWith(asleep, /^Waits|^Sleeps/)).toEqual([
      'Waits      not seen waiting for I/O in 1 look',
      'Sleeps     for a child (do_wait)',
    ]);
    const since = { tid: 7, waitingSince: 95e9 };
    expect(rowsWith(looking([since], [{ looks: [stuckIn('do_wait')] }]), /^Waits/)).toEqual([
      'Waits      6.00 s for I/O',
    ]);
  });
});

describe('the details in a low window', () => {
  const screen = (rows: number): readonly string[] =>
    linesOf(
      looking([{ tid: 7, cancelledWrite: 5, user: 'ann' }], [{ commandLine: ['x'.repeat(90)] }], {
        size: { columns: 40, rows },
      }),
    ).map((row) => row.slice(0, 11).trimEnd());

  it('begin with command and user, and end with the rare figures and the rest of the command', () => {
    const low = screen(14).filter((label) => label !== '');
    expect(low.slice(0, 5)).toEqual(['Command', 'Task', 'IO', 'DISK READ', 'DISK WRITE']);
    expect(low.slice(-2)).toEqual(['CANCELLED', '… Command']);
    expect(screen(15).slice(0, 4)).toEqual(['Waits', '', '', 'IO']);
  });

  it('say by a sign that a command goes on', () => {
    const low = looking([{ tid: 7 }], [{ commandLine: ['x'.repeat(90)] }], {
      size: { columns: 40, rows: 10 },
    });
    expect(rowsWith(low, /x…$/)).toEqual([`${' '.repeat(11)}${'x'.repeat(28)}…`]);
  });
});

describe('of the details', () => {
  const long = Array.from({ length: 300 }, (_, index) => `--argument-${index}`);
  const path = `/srv/${'very-long-name/'.repeat(30)}end`;
  const everything: Partial<TaskDetails> = {
    commandLine: long,
    cgroup: `/system.slice/${'g'.repeat(300)}`,
    workingDirectory: path,
    parents: Array.from({ length: 40 }, (_, index) => ({
      pid: 4000 - index,
      name: `parent${index}`,
    })),
    threads: Array.from({ length: 60 }, (_, index) => ({
      tid: 100 + index,
      comm: `thread${index}`,
    })),
    openFiles: [{ ...file(3, 5, path), mount: SRV }],
    problems: [`p${'q'.repeat(200)}`],
  };

  it.each([40, 80, 120, 200])('nothing is cut at %d columns', (columns) => {
    const screen = looking([{ tid: 7 }], [everything], { size: { columns, rows: 24 } });
    const lines = linesOf(screen);
    for (const row of lines) expect(row.length).toBeLessThanOrEqual(columns);
    const text = lines
      .map((row) => row.trim())
      .join('')
      .replaceAll(/\s/g, '');
    for (const word of [...long, 'parent39', 'thread59', 'g'.repeat(300), 'q'.repeat(200)])
      expect(text).toContain(word);
    expect(text.split(path)).toHaveLength(3);
  });

  it('no name may act on the terminal, nor widen a row beyond the window', () => {
    const evil = `\x1b[2J\u202e${'e'.repeat(90)}`;
    const screen = looking(
      [{ tid: 7, comm: evil.slice(0, 15), waitingSince: 1e9 }],
      [
        {
          commandLine: [evil],
          cgroup: evil,
          workingDirectory: evil,
          looks: [stuckIn(evil)],
          parents: [{ pid: 1, name: evil }],
          threads: [
            { tid: 7, comm: evil },
            { tid: 8, comm: evil },
          ],
          openFiles: [{ ...file(3, 1, evil), mount: { ...SRV, point: evil, source: `/${evil}` } }],
          problems: [evil],
        },
      ],
    );
    for (const row of linesOf(screen)) {
      expect(row).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(row.length).toBeLessThanOrEqual(80);
    }
  });

  it('the parent of one that ended is named, by the sample where it can be read no more', () => {
    const gone = { tid: 7, ppid: 30, ended: true };
    const parentsRow = (screen: DrivenScreen) => rowsWith(screen, /^Parents/);
    const read30 = { isGone: true as const, parents: [{ pid: 30, name: 'storm' }] };
    expect(parentsRow(looking([gone], [read30]))).toEqual([expect.stringMatching(/ storm 30$/)]);
    const unread = [{ isGone: true as const }];
    expect(parentsRow(looking([gone], unread))).toEqual([expect.stringMatching(/^Parents +30$/)]);
    const beside = looking([gone, { tid: 30, comm: 'storm' }], unread);
    expect(parentsRow(beside)).toEqual([expect.stringMatching(/ storm 30$/)]);
    expect(parentsRow(looking([{ ...gone, ppid: undefined }], unread))).toEqual([]);
  });

  it('what was known of a task stays when it has ended', () => {
    const screen = looking([{ tid: 7, write: 2 ** 20 }], [everything]);
    screen.see(sampleOf({ index: 1 }));
    read(screen, { isGone: true });
    expect(textOf(screen)).toContain('parent0 4000');
    expect(textOf(screen)).toMatch(/DISK WRITE +0 +1024 K/);
    const late = looking([{ tid: 7, ended: true }], [{ isGone: true }]);
    expect(textOf(late)).toContain('It ended before more could be read');
    expect(textOf(late)).not.toContain('Files');
  });
});
