import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { printLists } from '../../../src/cli/commands/batch.ts';
import { runCompact } from '../../../src/cli/commands/compact.ts';
import { runRecord } from '../../../src/cli/commands/record.ts';
import { runReplay } from '../../../src/cli/commands/replay.ts';
import { runReport } from '../../../src/cli/commands/report.ts';
import { runRepair, runVerify } from '../../../src/cli/commands/verify.ts';
import { endOf, segmentsIn, spanOf } from '../../../src/cli/recording/recording-input.ts';
import { UnavailableError, UsageError } from '../../../src/lib/errors.ts';
import { milliseconds } from '../../../src/lib/units.ts';
import { GROUPING_IDS, type GroupingId } from '../../../src/model/range/grouping.ts';
import { RangeTotals } from '../../../src/model/range/range-report.ts';
import { reportHtml } from '../../../src/render/report/html.ts';
import { rangeReportCsv, rangeReportJson } from '../../../src/render/report/range-data.ts';
import { rangeReportText } from '../../../src/render/report/range-report-text.ts';
import { wallTimeText } from '../../../src/render/text/wall-time.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { encodeSample } from '../../../src/sample/stream/encode.ts';
import { linesOf, runCommand } from '../../support/iotop/command-run.ts';
import { readInvocation } from '../../support/iotop/read-invocation.ts';
import { bytesOf, record } from '../../support/recordings/recordings.ts';
import { takeSamples } from '../../support/samples/realistic-load.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const recordingOf = async (samples: readonly Sample[]): Promise<string> => {
  const folder = temporaryFolder();
  await record(folder, samples);
  return folder;
};

const liveTotals = (samples: readonly Sample[], by: GroupingId): RangeTotals => {
  const totals = new RangeTotals({ by });
  for (const sample of samples) totals.add(sample);
  return totals;
};

/** What a live session prints of these samples. */
const liveLists = async (samples: readonly Sample[], args: readonly string[]): Promise<string> => {
  let out = '';
  const invocation = readInvocation(args, {
    name: 'iotop',
    isTerminal: false,
    configured: {},
    userId: () => undefined,
  });
  const source = {
    close: () => {},
    async *[Symbol.asyncIterator]() {
      yield* samples;
    },
  };
  const io = {
    stdout: async (text: string) => {
      out += text;
      return true;
    },
    abandonStdout: () => {},
    columns: () => undefined,
    signal: new AbortController().signal,
    environment: { LANG: 'C.UTF-8' },
  };
  await printLists(source, invocation, io, { onSample: () => {} });
  return out;
};

describe('the report of a recording', () => {
  it('is to the byte that of the live session, in every form, by anything', async () => {
    const samples = takeSamples(60);
    const folder = await recordingOf(samples);
    for (const by of GROUPING_IDS) {
      const live = liveTotals(samples, by);
      const run = async (...args: string[]): Promise<string> =>
        (await runCommand(runReport, [folder, '--by', by, ...args])).out;
      expect(await run()).toBe(rangeReportText(live.result(10)));
      expect(await run('--json', '--top', '3')).toBe(rangeReportJson(live.result(3)));
      expect(await run('--csv')).toBe(rangeReportCsv(live.result()));
      const page = join(folder, 'page.html');
      await run('--html', page);
      expect(readFileSync(page, 'utf8')).toBe(reportHtml(live.result(10)));
    }
  });

  it('is that of its stream', async () => {
    const samples = takeSamples(20);
    const stream = samples.map((sample) => `${encodeSample(sample)}\n`).join('');
    const { out } = await runCommand(runReport, ['-', '--json'], { stdin: linesOf(stream) });
    expect(out).toBe(rangeReportJson(liveTotals(samples, 'command').result(10)));
  });

  it('groups by command: a loop of short processes comes before one process that wrote less', async () => {
    const loop = Array.from({ length: 300 }, (_, index) => ({
      tid: 1000 + index,
      comm: 'dd',
      write: 1e6,
    }));
    const sample = sampleOf({ tasks: [{ tid: 7, comm: 'backup', write: 2e8 }, ...loop] });
    const stdin = linesOf(`${encodeSample(sample)}\n`);
    const { rows, others, by } = JSON.parse(
      (await runCommand(runReport, ['-', '--json'], { stdin })).out,
    );
    expect(rows.map(({ name }: { name: string }) => name)).toEqual(['dd', 'backup']);
    expect([by, others, rows[0].write]).toEqual(['command', undefined, 3e8]);
  });

  it('fits the width of a terminal, and is whole in a pipe', async () => {
    const folder = await recordingOf(takeSamples(20));
    const report = async (columns: number | undefined) =>
      (await runCommand(runReport, [folder], { columns: () => columns })).out;
    const widest = (text: string) =>
      Math.max(...(text.split('\n\n')[1] ?? '').split('\n').map((line) => line.length));
    expect(widest(await report(undefined))).toBeGreaterThan(120);
    expect(widest(await report(80))).toBeLessThanOrEqual(80);
    expect(await report(999)).toBe(await report(undefined));
    const json = (columns: number) =>
      runCommand(runReport, [folder, '--csv'], { columns: () => columns });
    expect(await json(80)).toEqual(await json(999));
  });

  it('is that of its segments through zcat, and of their lines in a plain file or a gzip', async () => {
    const samples = takeSamples(60, { start: Date.UTC(2026, 10, 23, 3, 59, 30) });
    const folder = await recordingOf(samples);
    const blocks = await bytesOf(folder);
    const text = Buffer.concat(blocks.map((bytes) => gunzipSync(bytes)));
    const [plain, gzip] = ['a.ndjson', 'a.gz'].map((name) => join(temporaryFolder(), name)) as [
      string,
      string,
    ];
    writeFileSync(plain, text);
    writeFileSync(gzip, gzipSync(text));
    for (const args of [
      ['--by', 'process'],
      ['--by', 'user'],
      ['--by', 'command'],
    ]) {
      const { out } = await runCommand(runReport, [folder, ...args]);
      for (const path of ['-', plain, gzip]) {
        const stdin = linesOf(text.toString());
        expect((await runCommand(runReport, [path, ...args], { stdin })).out).toBe(out);
      }
    }
  });

  it('says before it reads anything that the page cannot be written', async () => {
    const missing = join(temporaryFolder(), 'none', 'page.html');
    let read = 0;
    const stdin = (async function* (): AsyncGenerator<Uint8Array> {
      read += 1;
      yield* linesOf(encodeSample(takeSamples(1)[0] as Sample));
    })();
    const args = ['-', '--html', missing];
    await expect(runCommand(runReport, args, { stdin })).rejects.toThrow(/^cannot write .*ENOENT/);
    expect(read).toBe(0);
  });

  it('leaves no page when it fails, and the one that was there as it was', async () => {
    const page = join(temporaryFolder(), 'page.html');
    const args = ['-', '--html', page];
    const report = (stream: string) => runCommand(runReport, args, { stdin: linesOf(stream) });
    await expect(report('no stream\n')).rejects.toThrow(/is not JSON/);
    expect(existsSync(page)).toBe(false);
    writeFileSync(page, 'a longer page than ever'.repeat(10_000));
    await expect(report('no stream\n')).rejects.toThrow(/is not JSON/);
    expect(readFileSync(page, 'utf8')).toMatch(/^a longer page/);
    await report(encodeSample(takeSamples(1)[0] as Sample));
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>.*<\/html>\n$/s);
  });

  it('makes its page for owner and group, also through a link that leads to none yet', async () => {
    const folder = temporaryFolder();
    const [page, link] = [join(folder, 'page.html'), join(folder, 'link')];
    symlinkSync(join(folder, 'elsewhere.html'), link);
    for (const path of [page, link]) {
      const stdin = linesOf(encodeSample(takeSamples(1)[0] as Sample));
      await runCommand(runReport, ['-', '--html', path], { stdin });
      expect(statSync(path).mode & 0o777).toBe(0o640);
    }
  });

  it('keeps to the range asked for, and names what of it was not recorded', async () => {
    const samples = takeSamples(60);
    const folder = await recordingOf(samples);
    const iso = (index: number): string => new Date(samples[index]?.wallTime ?? 0).toISOString();
    const { out } = await runCommand(runReport, [
      folder,
      '--json',
      '--from',
      iso(10),
      '--to',
      iso(19),
    ]);
    expect(JSON.parse(out)).toMatchObject({ samples: 10, from: samples[10]?.wallTime });
    const early = new Date((samples[0]?.wallTime ?? 0) - 60_000).toISOString();
    const wide = await runCommand(runReport, [folder, '--from', early]);
    expect(wide.out).toContain('not recorded:');
  });

  it('compares two ranges by their rates, the largest change first', async () => {
    const quiet = takeSamples(30);
    const busy = takeSamples(60)
      .slice(30)
      .map((sample) => ({
        ...sample,
        tasks: sample.tasks.map((entry) =>
          entry.comm === 'nginx'
            ? { ...entry, write: 1e9 as NonNullable<typeof entry.write> }
            : entry,
        ),
      }));
    const folder = await recordingOf([...quiet, ...busy]);
    const half = new Date(quiet.at(-1)?.wallTime ?? 0).toISOString();
    const args = [folder, '--by', 'command', '--from', half, '--compare', `..${half}`];
    const { out } = await runCommand(runReport, args);
    const [first] = out
      .split('\n')
      .slice(out.split('\n').findIndex((line) => /CHANGE/.test(line)) + 1);
    expect(first).toMatch(/\+\s*\d.*G\/s\s.* nginx$/);
    const json = JSON.parse((await runCommand(runReport, [...args, '--json'])).out);
    expect(json.before.samples).toBe(30);
    const csv = (await runCommand(runReport, [...args, '--csv'])).out.trimEnd().split('\r\n');
    expect(csv[0]?.split(',').slice(-4)).toEqual([
      'change_bytes_per_second',
      'io_wait_share',
      'io_wait_before_share',
      'name',
    ]);
    expect(csv[1]).toMatch(/,nginx$/);
    for (const line of csv.slice(1)) {
      const [read, readBefore, write, writeBefore, change] = line.split(',').map(Number);
      const rise = Number(read) + Number(write) - (Number(readBefore) + Number(writeBefore));
      expect(change).toBeCloseTo(rise, 3);
    }
  });

  it('compares two ranges of a file of lines as of a folder, and says what is wrong with it once; of a stream it refuses', async () => {
    const samples = takeSamples(20);
    const folder = await recordingOf(samples);
    const lines = await liveLists(samples, ['--json']);
    const [plain, gzip] = ['a.ndjson', 'a.gz'].map((name) => join(temporaryFolder(), name)) as [
      string,
      string,
    ];
    writeFileSync(plain, lines.replace('\n', '\nno sample\n'));
    writeFileSync(gzip, gzipSync(lines));
    const half = new Date(samples[9]?.wallTime ?? 0).toISOString();
    const compared = (path: string) =>
      runCommand(runReport, [path, '--from', half, '--compare', `..${half}`, '--csv']);
    const { out } = await compared(folder);
    expect(await compared(gzip)).toMatchObject({ out, code: 0, errors: [] });
    expect(await compared(plain)).toMatchObject({
      out,
      errors: [expect.stringMatching(/^line 2: /)],
    });
    await expect(compared('-')).rejects.toThrow(/--compare reads twice, which a stream cannot/);
  });

  it('says of two ranges compared once what is missing in both', async () => {
    const samples = takeSamples(20).map((sample) => ({
      ...sample,
      gaps: [{ kind: 'unavailable', what: 'io-wait', reason: 'off', remedy: '' }] as const,
    }));
    const half = new Date(samples[9]?.wallTime ?? 0).toISOString();
    const args = [await recordingOf(samples), '--from', half, '--compare', `..${half}`];
    const { out } = await runCommand(runReport, args);
    expect(out.match(/What is missing:/g)).toHaveLength(1);
    expect(out.match(/off/g)).toHaveLength(1);
  });

  it('is the same after compacting, but for when within the minute', async () => {
    const samples = takeSamples(400, { start: Date.UTC(2026, 10, 23, 3, 54, 30) });
    const folder = await recordingOf(samples);
    const sums = async (by: GroupingId): Promise<unknown> => {
      const { out } = await runCommand(runReport, [folder, '--json', '--by', by, '--top', '9999']);
      const { rows, total, length, disks } = JSON.parse(out);
      const figures = ({ read, write, cancelledWrite, ended }: Record<string, number>): unknown => [
        read,
        write,
        cancelledWrite,
        ended,
      ];
      const named = rows.map((row: Record<string, number>) => [row.pid, row.name, figures(row)]);
      return [named.sort(), figures(total), length, disks];
    };
    const before = await Promise.all(GROUPING_IDS.map(sums));
    const { out } = await runCommand(runCompact, [folder]);
    expect(out).toMatch(/M?K? to /);
    expect(await Promise.all(GROUPING_IDS.map(sums))).toEqual(before);
  });

  it.each([
    ['--json', '--csv'],
    ['--by', 'colour'],
    ['--from', 'soon'],
    ['--top', '0'],
    ['--compare', '03:00'],
    ['--compare', '..03:00', '--html', '-'],
    ['--nonsense'],
  ])('refuses %s %s', async (...args) => {
    const folder = await recordingOf(takeSamples(2));
    await expect(runCommand(runReport, [folder, ...args])).rejects.toThrow(UsageError);
  });
});

it('a report by device is answered with where devices are', async () => {
  const folder = await recordingOf(takeSamples(2));
  await expect(runCommand(runReport, [folder, '--by', 'device'])).rejects.toThrow('--device=NAME');
});

/** What stands above each list of a replay. */
const HEADING = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d) \S+$/gm;

const withoutHeadings = (lists: string): string =>
  lists
    .split('\n')
    .filter((line) => line.match(HEADING) === null)
    .join('\n');

describe('replay without a screen', () => {
  it.each([
    ['-b'],
    ['-b', '-o', '-P'],
    ['-b', '-a', '-t'],
    ['-qq'],
    ['-qqq'],
    ['--json'],
    ['--csv'],
    ['-b', '-n', '3', '-k'],
  ])('prints with %s %s %s what live printed of the same samples', async (...args) => {
    const samples = takeSamples(20);
    const folder = await recordingOf(samples);
    const { out } = await runCommand(runReplay, [folder, ...args]);
    expect(withoutHeadings(out)).toBe(await liveLists(samples, args));
  });

  it('says above each list of what time and host it is, but for lists without any head', async () => {
    const samples = takeSamples(3);
    const folder = await recordingOf(samples);
    const { out } = await runCommand(runReplay, [folder, '-b', '-o']);
    const headings = samples.map(({ wallTime, host }) => `${wallTimeText(wallTime)} ${host}`);
    expect(out.match(HEADING)).toEqual(headings);
    expect((await runCommand(runReplay, [folder, '-qqq'])).out).not.toMatch(HEADING);
  });

  it('prints of another host’s stream what that host printed', async () => {
    const samples = takeSamples(20);
    const stream = await liveLists(samples, ['--json']);
    const { out } = await runCommand(runReplay, ['-', '-b', '-o'], { stdin: linesOf(stream) });
    expect(withoutHeadings(out)).toBe(await liveLists(samples, ['-b', '-o']));
  });

  it('shows the one sample at a time', async () => {
    const samples = takeSamples(20);
    const folder = await recordingOf(samples);
    const at = new Date(samples[7]?.wallTime ?? 0).toISOString();
    const { out } = await runCommand(runReplay, [folder, '--at', at, '--json']);
    expect(out).toBe(`${encodeSample(samples[7] as Sample)}\n`);
  });

  it('says when nothing was recorded at the time asked for, and what it shows instead', async () => {
    const samples = takeSamples(120).filter((_, index) => index < 20 || index > 60);
    const folder = await recordingOf(samples);
    const stream = samples.map((sample) => `${encodeSample(sample)}\n`).join('');
    const [begin, next, last] = [0, 20, 78].map((index) => samples[index]?.wallTime ?? 0);
    const replay = (at: number, path = folder) =>
      runCommand(runReplay, [path, '--at', new Date(at).toISOString(), '--json'], {
        stdin: linesOf(stream),
      });
    for (const path of [folder, '-']) {
      const inGap = await replay((next ?? 0) - 10_000, path);
      expect(inGap.out).toBe(`${encodeSample(samples[20] as Sample)}\n`);
      expect(inGap.errors).toEqual([expect.stringMatching(/^no sample at \d.*; the next is \d/)]);
      expect((await replay((begin ?? 0) - 5000, path)).errors).toHaveLength(1);
      expect((await replay(begin ?? 0, path)).errors).toEqual([]);
      await expect(replay((last ?? 0) + 1, path)).rejects.toThrow(
        /^nothing was recorded at .* or later$/,
      );
    }
  });

  describe('of a recording in which the clock was set back', () => {
    /** Over the end of an hour, and back by two. */
    const samples = takeSamples(120, { start: Date.UTC(2026, 10, 23, 3, 59, 30) }).map(
      (sample, index) =>
        index < 60
          ? sample
          : { ...sample, wallTime: milliseconds(sample.wallTime - 2 * 3_600_000) },
    );

    it('prints all that was recorded, in that order, and says where the clock was set', async () => {
      const folder = await recordingOf(samples);
      for (const args of [
        [],
        ['--at', new Date(samples[10]?.wallTime ?? 0).toISOString(), '-n99'],
      ]) {
        const { out, errors } = await runCommand(runReplay, [folder, '--json', ...args]);
        const first = args.length === 0 ? 0 : 10;
        const shown = samples.slice(first, first === 0 ? 120 : 109);
        expect(out).toBe(shown.map((sample) => `${encodeSample(sample)}\n`).join(''));
        expect(errors).toEqual([expect.stringMatching(/^the clock was set back by 2h 00m at /)]);
      }
    });

    it('knows its earliest and its latest time, and its end', async () => {
      const folder = await recordingOf(samples);
      const segments = await segmentsIn(folder);
      const times = samples.map(({ wallTime }) => wallTime);
      expect(spanOf(segments)).toEqual({ from: Math.min(...times), to: Math.max(...times) });
      expect(endOf({ kind: 'segments', segments })).toBe(times.at(-1));
    });
  });

  it('ends with 1 where no sample is of the time asked for, and says what there is', async () => {
    const folder = await recordingOf(takeSamples(5));
    const { code, out, errors } = await runCommand(runReport, [folder, '--from', '2200-01-01']);
    expect(code).toBe(1);
    expect(out).not.toContain('Nothing was read');
    expect(errors).toEqual([
      expect.stringMatching(
        /^nothing was recorded in this time \(2200-01-01 .* or later\); the recording has 20\d\d-/,
      ),
    ]);
  });

  it('ends with 1 where no sample is of the time it is compared with, and says what there is', async () => {
    const folder = await recordingOf(takeSamples(5));
    const { code, errors } = await runCommand(runReport, [folder, '--compare', '..2000-01-01']);
    expect(code).toBe(1);
    expect(errors).toEqual([
      expect.stringMatching(
        /^nothing was recorded in this time \(2000-01-01 .* or earlier\); the recording has 20\d\d-/,
      ),
    ]);
  });

  it('reads no device, which may have no end', async () => {
    for (const command of [runVerify, runReport, runReplay]) {
      await expect(runCommand(command, ['/dev/zero'])).rejects.toThrow(
        /\/dev\/zero is no recording/,
      );
    }
  });

  it('names the file that is no recording, why, and what to name instead', async () => {
    const folder = temporaryFolder();
    const files: readonly (readonly [string, string | Buffer, RegExp])[] = [
      ['notes', 'precious notes\n', /notes is no recording: .*is not JSON.*; name a folder/],
      ['binary', Buffer.from('07000a07', 'hex'), /binary is no recording: .*; name a folder/],
      ['bad.gz', Buffer.from('1f8b00', 'hex'), /^cannot read .*bad.gz: .*; name a folder/],
    ];
    for (const [name, content] of files) writeFileSync(join(folder, name), content);
    for (const command of [runVerify, runReport, runReplay]) {
      for (const [name, , words] of files) {
        await expect(runCommand(command, [join(folder, name)])).rejects.toThrow(words);
      }
      // A file whose first byte cannot be read.
      await expect(runCommand(command, ['/proc/self/mem'])).rejects.toThrow(
        /^cannot read \/proc\/self\/mem: EIO/,
      );
    }
    for (const command of [runReport, runReplay]) {
      await expect(runCommand(command, ['-'], { stdin: linesOf('notes\n') })).rejects.toThrow(
        /^standard input is no recording: /,
      );
    }
    for (const command of [runCompact, runRepair]) {
      await expect(runCommand(command, [join(folder, 'notes')])).rejects.toThrow(
        /notes is a file; name the folder of a recording$/,
      );
    }
  });

  it('says what is missing when there is no recording', async () => {
    const missing = join(temporaryFolder(), 'none');
    const noRecording = new UnavailableError(
      `there is no recording at ${missing}`,
      `name another, or make one: "iotop record ${missing}"`,
    );
    for (const command of [runReplay, runReport, runVerify, runCompact]) {
      await expect(runCommand(command, [missing])).rejects.toThrow(noRecording);
    }
    await expect(runCommand(runReplay, [temporaryFolder(), '-b'])).rejects.toThrow(/no recording/);
  });
});

describe('record', () => {
  it.each(['1k', '1b', '1023KiB'])(
    'refuses --max-size %s, which holds no segment',
    async (size) => {
      const folder = join(temporaryFolder(), 'none');
      await expect(runCommand(runRecord, [folder, '--max-size', size])).rejects.toThrow(
        new UsageError(`--max-size ${size} is too little for a recording; give 1MiB at least`),
      );
      expect(existsSync(folder)).toBe(false);
    },
  );
});

describe('verify and repair', () => {
  it('say that a whole recording is whole, and name and cut a torn tail', async () => {
    const folder = await recordingOf(takeSamples(30));
    expect(await runCommand(runVerify, [folder])).toMatchObject({ code: 0 });
    const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.gz'));
    const bytes = readFileSync(join(folder, name));
    writeFileSync(join(folder, name), bytes.subarray(0, bytes.length - 10));
    const torn = await runCommand(runVerify, [folder]);
    expect(torn.code).toBe(1);
    expect(torn.out).toContain('the end of a block is missing');
    expect((await runCommand(runRepair, [folder])).out).toMatch(/cut \d+ bytes/);
    expect(await runCommand(runVerify, [folder])).toMatchObject({ code: 0 });
    expect((await runCommand(runRepair, [folder])).out).toBe('no torn tails\n');
  });
});
