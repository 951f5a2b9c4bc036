/** What `iotop watch` says of a firing: a line for people and journals, JSON and an environment for the command it starts. */
import { assertNever } from '../lib/errors.ts';
import { type Nanoseconds, nanoseconds } from '../lib/units.ts';
import { answerOf } from '../model/answer/answer.ts';
import { commandNameOf } from '../model/command-name.ts';
import type { Figure, Firing, Subject } from '../model/trigger/watcher.ts';
import { isFold, type Unit } from '../model/units/unit.ts';
import { encodeSample } from '../sample/stream/encode.ts';
import { answerText } from './text/answer-text.ts';
import { formatBytes, formatDuration, latenciesText, UNKNOWN } from './text/cell.ts';
import { counted } from './text/counted.ts';
import { type JsonValue, jsonText } from './text/quoting.ts';
import { sanitize } from './text/sanitize.ts';
import { USUAL_SCALE } from './text/scale.ts';
import { wallTimeText } from './text/wall-time.ts';

/** `2026-11-23 03:00:07Z vda: busy 97 % (device = vda and busy > 90 % for 10s); dd writes all (121 M/s), vda 97 % busy`, with its end. */
export const firingLine = (firing: Firing): string => {
  const { trigger, sample, subjects, untold } = firing;
  const [first, ...others] = subjects;
  const more = others.length === 0 ? '' : ` and ${counted(others.length, 'other')}`;
  const figures = figuresText(first.figures);
  const who = sanitize(subjectText(first, trigger.unit)) + more;
  const why = trigger.unit === 'devices' ? `; ${answerIn(firing)}` : '';
  const lost = untold === 0 ? '' : `; ${counted(untold, 'crossing')} before went untold`;
  const says = `${who}${figures && `: ${figures}`} (${sanitize(trigger.text)})`;
  return `${wallTimeText(sample.wallTime)} ${says}${why}${lost}\n`;
};

/** One JSON object, without a newline; `sample` in it is a line of the stream: all that was seen in the interval. */
export const firingJson = (firing: Firing): string => {
  const { trigger, sample, subjects, untold } = firing;
  const head = jsonText({
    expression: trigger.text,
    unit: trigger.unit,
    subjects: subjects.map((subject) => subjectJson(subject, trigger.unit)),
    untold,
    answer: answerIn(firing),
  });
  return `${head.slice(0, -1)},"sample":${encodeSample(sample)}}`;
};

/** Of the first subject, each value one line without control characters. What is unknown is not there. */
export const firingEnvironment = (firing: Firing): Readonly<Record<string, string>> => {
  const { trigger, sample, subjects } = firing;
  const [first] = subjects;
  const { tid, tgid = tid, comm, user, uid } = first.row.entry;
  const isOne = !isFold(first.row.entry);
  const values: Readonly<Record<string, string | number | undefined>> = {
    EXPRESSION: trigger.text,
    TIME: new Date(sample.wallTime).toISOString(),
    UNIT: trigger.unit,
    SUBJECT: subjectText(first, trigger.unit),
    SUBJECTS: subjects.length,
    FIGURES: figuresText(first.figures),
    DEVICE: first.row.device?.is.name,
    PID: isOne ? tgid : undefined,
    TID: isOne ? tid : undefined,
    COMM: isOne ? comm : undefined,
    USER: user ?? uid,
    ANSWER: answerIn(firing),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[`IOTOP_${name}`, sanitize(String(value))]],
    ),
  );
};

const subjectJson = ({ row, figures }: Subject, unit: Unit): JsonValue => {
  const { tid, tgid, comm, user, uid } = row.entry;
  const of = Object.fromEntries(figures.map(({ name, value }) => [name, value]));
  const name = nameOf(row, unit);
  if (row.device !== undefined) return { name, alias: row.device.is.alias, figures: of };
  return isFold(row.entry)
    ? { name, uid, user, figures: of }
    : { name, pid: tgid ?? tid, tid, comm, uid, user, figures: of };
};

/** `dd 4242`, `vda`, `nginx`. Not yet sanitized. */
const subjectText = ({ row }: Subject, unit: Unit): string =>
  nameOf(row, unit) + (isFold(row.entry) ? '' : ` ${row.entry.tid}`);

const nameOf = ({ entry }: Subject['row'], unit: Unit): string => {
  if (unit === 'users') return entry.user ?? String(entry.uid ?? UNKNOWN);
  return isFold(entry) ? entry.comm : commandNameOf(entry);
};

/** `busy 97 %, queue 31.4`. */
const figuresText = (figures: readonly Figure[]): string =>
  figures.map((figure) => `${figure.name} ${valueText(figure)}`).join(', ');

const valueText = ({ kind, value }: Figure): string => {
  if (value === undefined) return UNKNOWN;
  switch (kind) {
    case 'rate':
      return formatBytes(value, '/s', USUAL_SCALE, BYTES_WIDTH);
    case 'size':
      return formatBytes(value, '', USUAL_SCALE, BYTES_WIDTH);
    case 'share':
      return `${Math.round(value * 100)} %`;
    case 'duration':
      return durationText(nanoseconds(value));
    case 'number':
      return Number.isInteger(value) ? String(value) : value.toFixed(1);
    default:
      return assertNever(kind);
  }
};

const durationText = (duration: Nanoseconds): string =>
  duration < 1e9 ? latenciesText(duration, undefined) : formatDuration(duration);

/** Three digits. */
const BYTES_WIDTH = '20.1 M/s'.length;

/** Who makes the disks work, and how busy they are. */
const answerIn = ({ sample }: Firing): string =>
  answerText(answerOf(sample), { scale: USUAL_SCALE, width: Infinity, glyphs: 'unicode' });
