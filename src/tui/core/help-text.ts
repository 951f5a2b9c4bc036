/** The help, printed from the tables of keys and columns; a search leaves the lines that have the text. */
import { COLUMNS } from '../../model/columns.ts';
import { OWNER_WORDS } from '../../model/owners.ts';
import { textWidth, wrap } from '../../render/text/text-width.ts';
import { keyName } from '../terminal/key-names.ts';
import { ANY_OTHER_KEY, KEY_TOPICS } from './keys.ts';
import { type EditedLine, editedText } from './line-editor.ts';
import { damageLines, gapLines, hiddenColumnLines, settingsLines } from './notices.ts';
import { REPLAY_KEYS } from './playback.ts';
import { isOffered, type Rights } from './rights.ts';
import type { TuiState } from './state.ts';

type HelpLine =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'entry'; readonly name: string; readonly text: string };

/** What is damaged or not visible comes first. Where a search finds nothing, what was found before its last characters stays. */
export const helpLines = (state: TuiState, search: EditedLine): readonly HelpLine[] => {
  const always = helpLinesFor(state.rights);
  const wanted = found(always, search);
  const lines =
    wanted === ''
      ? [
          ...section('Faults in what was read', damageLines(state)),
          ...section('Not visible, or doubtful (the mark ⚠ counts them)', gapLines(state)),
          ...section('Faults in the file of settings', settingsLines(state)),
          ...section('Columns that would have nothing if shown', hiddenColumnLines(state)),
          ...always,
        ]
      : always.filter(has(wanted));
  return lines.flatMap((line) => wrapped(line, state, helpNameWidth(state)));
};

/** Whether there is something that a search would leave. */
export const hasHit = ({ rights }: TuiState, search: EditedLine): boolean =>
  found(helpLinesFor(rights), search) === editedText(search).toLowerCase();

/** As much of a search, from its beginning, as some line has. */
const found = (lines: readonly HelpLine[], { characters }: EditedLine): string => {
  for (let length = characters.length; length > 0; length--) {
    const text = characters.slice(0, length).join('').toLowerCase();
    if (lines.some(has(text))) return text;
  }
  return '';
};

const has =
  (text: string) =>
  (line: HelpLine): boolean =>
    line.kind === 'entry' && `${line.name} ${line.text}`.toLowerCase().includes(text);

/** Cells of the names, the blanks around them included. */
export const helpNameWidth = ({ size }: TuiState): number => (size.columns < 60 ? 12 : 24);

/** What does not fit goes on below: nowhere else can it be read. A name that is too long has a line of its own. */
const wrapped = (line: HelpLine, { size }: TuiState, nameWidth: number): readonly HelpLine[] => {
  if (line.kind === 'heading') return [line];
  const isLong = textWidth(line.name) > nameWidth - 2;
  const texts = wrap(line.text, size.columns - nameWidth);
  const below = texts.map((text, row) => entry(row === 0 && !isLong ? line.name : '', text));
  return isLong ? [entry(line.name, ''), ...below] : below;
};

const section = (text: string, lines: readonly string[]): readonly HelpLine[] =>
  lines.length === 0 ? [] : [{ kind: 'heading', text }, ...lines.map((line) => entry('', line))];

const entry = (name: string, text: string): HelpLine => ({ kind: 'entry', name, text });

/** The keys of a row, as people write them; of many the first and the last. Capitals that mean the same as their small letters are not repeated. */
export const keysName = (keys: readonly string[]): string => {
  const distinct = keys.filter(
    (key) => !keys.includes(key.toLowerCase()) || key === key.toLowerCase(),
  );
  const [first, last] = [distinct[0], distinct.at(-1)];
  return distinct.length > 5 ? `${first} … ${last}` : distinct.map(keyName).join(' ');
};

/** The keys that may be used, the mouse and the columns: all that holds whatever is on the screen. */
export const helpLinesFor = (rights: Rights): readonly HelpLine[] => [
  ...Object.entries(KEY_TOPICS).flatMap(([topic, rows]): readonly HelpLine[] => [
    { kind: 'heading', text: topic },
    ...rows
      .filter(({ deed }) => isOffered(rights, deed))
      .map(({ keys, help }) => entry(keysName(keys), help)),
  ]),
  entry('', ANY_OTHER_KEY),
  { kind: 'heading', text: 'Mouse' },
  entry('wheel', 'scroll'),
  entry(
    'click',
    'on a title: sort; on a task: select it, on the selected one: details; on a key below: press it',
  ),
  { kind: 'heading', text: 'The first line' },
  ...Object.entries(ANSWER_WORDS).map(([words, help]) => entry(words, help)),
  ...Object.values(OWNER_WORDS).map(({ short, whole, is }) =>
    entry(short, whole === short ? is : `${whole}: ${is}`),
  ),
  { kind: 'heading', text: 'The rows of disks and tasks' },
  ...Object.entries(HEADER_WORDS).map(([word, help]) => entry(word, help)),
  { kind: 'heading', text: 'Columns' },
  ...COLUMNS.map(({ title, help }) => entry(title, help)),
  { kind: 'heading', text: 'In a replay (these come first)' },
  entry('the bar', TAPE_HELP),
  ...REPLAY_KEYS.map(({ keys, help }) => entry(keysName(keys), help)),
];

/** Of the second row of a replay. */
const TAPE_HELP =
  'when it was slow: for how much of the time the busiest disk was busy, or tasks stalled for I/O, whichever is more; a full bar: all of it. Each bar is the slowest sample of its time; a click goes there';

/** What the first line can say, beside owners that are no task, in the order in which it does. */
const ANSWER_WORDS: Readonly<Record<string, string>> = {
  'writes, reads':
    'who makes the disks work now, and for how much of all they write or read; all: 99.5 % and more; under 1 %: hardly any. A rate alone: not everybody is seen, or all of it',
  '×3': 'so many of its processes do',
  '(ended)': 'it has ended; what it left in memory is written now',
  'kworker, jbd2 …':
    'threads of the kernel, and for what they work: write-back, a loop device, the journal of a file system, swapping, who is held back by a limit, or the kernel itself',
  'held back by a limit':
    'its control group may have no more, however idle the disk is (io.max); so is (I/O limit of its group) of who waits',
  '(… queued)':
    'so much was put into the queues of the disks, which did less than that, or more: what stood there before',
  'queued earlier': 'most of what the disks do now stood in their queues before',
  'writes … into memory':
    'much more than a disk is asked to write for it now; no disk writes it yet: nothing of that is on its way. It will be written, within half a minute as a rule',
  discards:
    'or discard: tells the disk that blocks are free (TRIM, from 512 M/s and four times what is written on); that moves no bytes and is in no other figure here',
  'waits 74 %':
    'who stood still longest for I/O, for so much of the time; who moves most only where nobody else did for half of it',
  'waits for I/O (2 s)':
    'stands still for I/O, since then and without a break; (and 2 more): so do other programs',
  'stuck in I/O for 12 s': 'the same from ten seconds on; over: since before iotop looked',
  'vda 97 % busy':
    'the busiest disk; 30ms a write: how long its writes, or reads, take on average, where that is long',
  'the disk is quiet':
    'who moves less than 100 K/s is not named. 150 M wait to be written: see below',
  'most writing is …':
    'or reading: what no task did now. write-back of earlier writes, or the journal of a file system; swapping; charged to no task: the kernel counts it for nobody. the rest is …: the same of less than half',
  'tasks not seen': 'those of other users for want of rights, or that ended between two looks',
  'nobody seen here …': 'reads or writes much: whether somebody else does is not known',
};

/** What the words of the rows below it mean. */
const HEADER_WORDS: Readonly<Record<string, string>> = {
  'vda, sda, nvme0n1 …':
    'a whole disk, or memory used as one (zram): the busiest, each at its place for five seconds at least; partitions and layers (dm, md) are in the figures of their disks',
  disks: 'all of them, where none did anything yet or the kernel names none',
  'read, write': 'bytes a second, and how they changed, each disk to its own scale',
  busy: 'part of the time in which the disk had something to do; one that does many things at once may be 100 % busy and do more',
  'w 0.11 ms':
    'how long a write took on average, from the queue to its end; r: a read. Whichever is slower; with fewer than five requests only where the other has as few',
  'in flight': 'requests in the queue or at the disk, on average of those that ended',
  tasks:
    'what the tasks of the table read and wrote, to a loop device once; (… only): a filter, or missing rights, leaves others out: your own only, chosen tasks only',
  '… to disk': 'what the disks were asked to write for these tasks, now or dirtied earlier',
  '… to be written':
    'in memory, written by whomever, from 64 M on: the disks will have to write it; sync does so at once',
  '+ … write-back':
    'where nobody watches the block layer: the disks wrote so much more, what tasks wrote earlier, the journal, swap',
  'not on disk':
    'there too: tasks wrote so much that no disk wrote in the interval: it is still in memory, or goes to a network or a loop device',
  stalled:
    'part of the time in which some task waited for I/O; all tasks: no task did anything else (PSI)',
  'active of … tasks':
    'tasks that did something, and all that live; ended: since the last look, of those that read, wrote or waited',
  self: 'CPU time of iotop itself, of one CPU',
};
