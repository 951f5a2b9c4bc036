/**
 * Twelve ways in which people take lists of iotop-c apart, in our words: what each gets out of those of iotop-c 1.33 and of ours
 * under that name is the same, on a kernel as it comes, where shares are unknown to us.
 */
import { execFileSync } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { linkCalled, runInScene, sleeperLines } from '../support/iotop/idle-scene.ts';
import { iotopC133, pathOf } from '../support/iotop/peers.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { sharedFolder } from '../support/test-run/temporary-folder.ts';

const folder = sharedFolder();

type Snippet = {
  readonly name: string;
  /** What it calls iotop-c with. */
  readonly args: string;
  /** What it makes of the lines. */
  readonly take: (text: string) => string;
  /** What must be in that: who takes nothing out of both takes the same. */
  readonly finds: RegExp;
};

const shell =
  (script: string) =>
  (input: string): string =>
    execFileSync('sh', ['-c', script], { input, encoding: 'utf8' });

const eachLine =
  (take: (line: string) => string) =>
  (text: string): string =>
    text.trimEnd().split('\n').map(take).join('\n');

const ROW =
  /^\s*(?<tid>\d+)\s+(?<prio>\S+)\s+(?<user>\S+)\s+(?<read>\S+) (?<readUnit>\S+)\s+(?<write>\S+) (?<writeUnit>\S+)\s+(?<swapin>\S+) %\s+(?<io>\S+) %\s+(?<command>.+)$/;

const SNIPPETS: readonly Snippet[] = [
  {
    name: 'awk, by $10 and $12',
    args: '-qqq',
    take: shell(`awk '{ print $1, $3, $10 + 0, $12 }'`),
    finds: /^\d+ root 0 mysqld$/m,
  },
  {
    name: 'awk behind the time, with kilobytes',
    args: '-a -t -qqq -k',
    take: shell(`awk '$7 > 0 { print $2, $4, $7, $8, $11 + 0, $13 }'`),
    finds: /^\d+ root 3\d{3}\.00 K 0 node$/m,
  },
  {
    name: 'perl, a pattern with every field',
    args: '-a -qqq',
    take: shell(
      `perl -ne 'print "$1;$3;$4$5;$6$7;$10\\n" if /^\\s*(\\d+)\\s+(\\S+)\\s+(\\S+)\\s+([\\d.]+) (\\S+)\\s+([\\d.]+) (\\S+)\\s+(\\S+) %\\s+(\\S+) %\\s+(.*)$/'`,
    ),
    finds: /^\d+;root;[\d.]+[BKM];3\.0\dM;node$/m,
  },
  {
    name: 'PHP, split into twelve at most',
    args: '-a -qqq -k',
    take: eachLine((line) => {
      const words = line.trim().split(/\s+/);
      return [...words.slice(0, 11), words.slice(11).join(' ')].slice(0, 12).join('\t');
    }),
    finds: /\t3\d{3}\.00\tK\t[-0.]+\t%\t[-0.]+\t%\tnode$/m,
  },
  {
    name: 'TypeScript, a pattern with names',
    args: '-q',
    take: eachLine((line) => JSON.stringify(ROW.exec(line)?.groups ?? 'no row')),
    finds: /"user":"nobody",.*"command":"sleep"/,
  },
  {
    name: 'collectd, values of the total line by position',
    args: '-k -qq',
    take: shell(
      `awk '/Total DISK READ/ { print "PUTVAL host/iotop/gauge-read N:" ($4 >= 0); print "PUTVAL host/iotop/gauge-write N:" ($10 >= 0), $5, $11 }'`,
    ),
    finds: /^PUTVAL host\/iotop\/gauge-write N:1 K\/s K\/s$/m,
  },
  {
    name: 'polybar, sums of columns',
    args: '-a -k -qqq',
    take: shell(`awk '{ r += $4; w += $6 } END { printf "R %d W %d", r, w }'`),
    finds: /W 3\d{3}$/,
  },
  {
    name: 'zabbix, one process by cut',
    args: '-P -a -k -qqq',
    take: shell(`grep -w node | sed 's/^ *//' | tr -s ' ' | cut -d' ' -f3,6,12`),
    finds: /^root 3\d{3}\.00 node$/m,
  },
  {
    name: 'telegraf, lines of measurements',
    args: '-a -k -qqq',
    take: eachLine((line) => {
      const [pid, , user, read, , write, , , , , , ...command] = line.trim().split(/\s+/);
      return `iotop,pid=${pid},user=${user},command=${command.join('\\ ')} read=${read},write=${write}`;
    }),
    finds: /user=root,command=node read=[\d.]+,write=3\d{3}\.00$/m,
  },
  {
    name: 'shell, words read one by one',
    args: '-qqq',
    take: shell(
      'while read -r tid prio user read ru write wu swapin s io i command; do echo "$tid|$prio|$user|$read$ru|$write$wu|$s$i|$command"; done',
    ),
    finds: /^\d+\|id\/7\|root\|0\.00B\/s\|0\.00B\/s\|%%\|sleep$/m,
  },
  {
    name: 'grep, threads of a process by its name',
    args: '-qqq',
    take: shell(`grep ' node$' | wc -l`),
    finds: /^ *([4-9]|1\d)\n$/,
  },
  {
    name: 'sort by a column',
    args: '-a -k -qqq',
    take: shell(`sort -b -k6,6nr | head -n 1 | awk '{ print $1, $6, $NF }'`),
    finds: /^\d+ 3\d{3}\.00 node$/m,
  },
];

/** A share that is unknown is a dash where others print nothing: one word either way. */
const withoutDashes = (text: string): string =>
  text.replace(/(?<=[\s";:])-(?=[\s";])/g, '0.00').replace(/"-"/g, '"0.00"');

describeWith(
  ['root', 'taskstats', 'util-linux', 'iotop-c 1.33'],
  'takes the same out of both',
  () => {
    let texts: readonly string[] = [];

    beforeAll(() => {
      const programs = [pathOf(iotopC133()), `${linkCalled('iotop-c', folder())} -d 0.1`];
      const scene = runInScene(
        SNIPPETS.flatMap(({ args }) => programs.map((program) => `${program} -b -n 1 ${args}`)),
      );
      texts = scene.runs.map((run) => `${sleeperLines(run, scene).join('\n')}\n`);
    });

    it.each(SNIPPETS.map((snippet, at) => ({ ...snippet, at })))('$name', ({ at, take, finds }) => {
      const [theirs = '', ours = ''] = texts
        .slice(2 * at, 2 * at + 2)
        .map((text) => withoutDashes(take(text)));
      expect(theirs).toMatch(finds);
      expect(linesOf(ours)).toEqual(linesOf(theirs));
    });
  },
);

/** The busiest come first with us, which is no matter of fields. */
const linesOf = (text: string): readonly string[] => text.split('\n').sort();
