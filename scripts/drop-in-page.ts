/** docs/drop-in.md, printed from the claims; `npx vitest run test/house/drop-in.test.ts -u` writes it anew. */
import { KEY_CLAIMS, OPTION_CLAIMS, SIGNAL_CLAIMS, type Verdict } from './drop-in-claims.ts';

export const dropInPage = (): string =>
  [
    BEGINNING,
    '## Options of iotop-c 1.33\n',
    table(
      'option',
      OPTION_CLAIMS.map(({ names, ...claim }) => ({
        what: names.map((name) => `\`--${name}\``).join(' '),
        ...claim,
      })),
    ),
    '\n## Keys of iotop-c 1.33\n',
    table(
      'key',
      KEY_CLAIMS.map(({ keys, ...claim }) => ({ what: `\`${keys}\``, ...claim })),
    ),
    END,
  ].join('\n');

type Line = { readonly what: string; readonly verdict: Verdict; readonly how?: string };

const table = (title: string, lines: readonly Line[]): string =>
  [
    `| ${title} | | |`,
    '|---|---|---|',
    ...lines.map(({ what, verdict, how = '' }) => `| ${what} | ${verdict} | ${how} |`),
  ].join('\n');

const BEGINNING = `# In the place of another iotop

<!-- Made by scripts/drop-in-page.ts from scripts/drop-in-claims.ts: change those. -->

The name it is called by, or \`--personality=NAME\`, decides which iotop it behaves as:

| called | screen sorted by | lists | names | \`-a\` since | \`-o\` | \`-p\` | \`-k\` | standard error | a mistake |
|---|---|---|---|---|---|---|---|---|---|
| \`iotop\` | bytes read and written | as iotop-c lays them out, ended tasks marked | command lines | iotop's start | moved, waited or cancelled | a task or a whole process | two decimals | all that could not be seen | 2 |
| \`iotop-c\` | IO | iotop-c 1.33's | programs | the tasks' start | moved bytes | one row | as many decimals as fit | \`task_delayacct is 0\` alone | 1 |
| \`iotop-py\` | IO | Python's iotop 0.6's | command lines | iotop's start | moved, waited or cancelled | a task or a whole process | two decimals | nothing | 2 |

As \`iotop-c\` and \`iotop-py\` it also says on standard error that other users' tasks may not be read: those would not have started then.
The screen goes by the defaults of the name (key \`D\` goes back to them); its look is this program's, its columns are theirs (\`--wide\`).

Where nothing happens, the lines of \`iotop-c\` and \`iotop-py\` are equal to the character to those of iotop-c 1.33 and of iotop 0.6
(\`npm run test:long\` runs the real ones), but for what differs by nature:

* A share or an amount nobody knows is \`-\` with its unit, in the same cells and as the same two fields: \`- %\` where others print \`0.00 %\`, \`- B/s\`. So it is with
  SWAPIN where \`kernel.task_delayacct\` is 0, and with IO too where the BPF engine does not work. A pattern that wants a digit there does not match such rows.
* Control characters in names are shown as \`\\n\` or \`\\x1b\`, never sent.
* A user without a name is a number (iotop-c: \`<unknown>\`). A process whose threads differ in PRIO, and a task that has ended, have \`-\` (iotop-c: \`!be/4\`).
* iotop-c takes the text behind the last \`/\` of a title for the name: \`sshd: root@pts/0\` is \`0\` there, and whole here. Of a title without a colon the first word is shown.
  Of a program whose name has blanks the name is known as far as the kernel keeps it, for 15 bytes, and then on to the next blank: \`Plex Media Server\`.
* As \`iotop\` lists have who was charged for most first, DISK READ and DISK WRITE together, then who waited most (IO), then the rest by id; as the others IO decides (\`--sort=COLUMN\` asks for another order); iotop-c does not sort while delay accounting is off, 0.6 lists threads below their process.
* Tasks that ended in the interval are listed with what they did (as \`iotop\` several of one command and user in one line, \`dd (117 ended)\`, with \`-\` for an id); DISK WRITE is less what was cancelled. Under \`-a\` and \`-A\`, of more than 200 of them those that moved least
  share a row for each command and user, with \`-\` for an id: \`cc1 (700 ended)\`.
* As \`iotop-py\`, \`?unavailable?\` stands for SWAPIN and IO where no wait is known at all; 0.6 also prints it while no task listed has ever waited. Under \`-a\`, shares are of the
  last interval (0.6: of the time since the task was seen).

Exit statuses are theirs where a list ends as asked and where the command line is wrong. Under every name these are ours
(128 and more: it died of the signal):

| what happens to a list | iotop-c 1.33 | iotop 0.6 | here |
|---|---|---|---|
${SIGNAL_CLAIMS.map(
  ({ signal, iotopC, iotop06, ours }) => `| ${signal} | ${iotopC} | ${iotop06} | ${ours} |`,
).join('\n')}
| a user without rights | 1, nothing listed | 1, nothing listed | their own tasks, what is missing on standard error, and 0 |
| the output cannot be written (a full disk, \`/dev/full\`) | 0 | 1 | 1, and why |
`;

const END = `
\`same\`: both were run side by side where nothing happens, and what they print is equal to the character but for the above; of keys, that ours does what theirs does.
\`differs\`: accepted by both. \`missing\`: refused here.
`;
