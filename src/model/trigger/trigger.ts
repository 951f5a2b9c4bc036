/**
 * What `iotop watch` waits for: an expression of the filter language, and behind it for how long it must hold.
 *
 *     device = vda and busy > 90 % for 10s
 */
import { UsageError } from '../../lib/errors.ts';
import { parseDuration } from '../../lib/quantities.ts';
import { type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { NameUse } from '../filter/expression.ts';
import { compileExpression, type Where } from '../filter/filter.ts';
import { LONGEST } from '../filter/pattern.ts';
import type { Unit } from '../units/unit.ts';

export type Trigger = {
  /** As it was typed. */
  readonly text: string;
  readonly where: Where;
  /** How long it must hold without a break; 0: in one sample. */
  readonly lasting: Nanoseconds;
  /** What is asked: each process, each device. */
  readonly unit: Unit;
};

/**
 * @param unit undefined: devices where a name is of devices alone, else processes
 * @throws UsageError with the place, for what is no expression, no time, or of tasks and devices at once
 */
export const triggerOf = (text: string, unit: Unit | undefined): Trigger => {
  const [, expression = text, time] = (text.length <= LONGEST && LASTING.exec(text)) || [];
  const where = whereOf(expression);
  if (where === undefined)
    throw new UsageError(`${WHAT} is empty; for example: iotop watch 'write > 100M for 30s'`);
  const lasting =
    time === undefined
      ? 0
      : (parseDuration(time.trim()) ??
        refuse(text.length - time.length + 1, 'for takes a time such as 10s'));
  return { text, where, lasting: nanoseconds(lasting * 1e6), unit: unitOf(where.uses, unit) };
};

const WHAT = 'the expression';

/** To the language of filters `for` is a word like any other; here it has a place. */
const whereOf = (expression: string): Where | undefined => {
  const compiled = compileExpression(expression);
  if (compiled.kind === 'ok') return compiled.where;
  const { problem, at } = compiled;
  const isFor = at !== undefined && /^for\b/i.test(expression.slice(at - 1));
  throw new UsageError(`${WHAT} ${problem}${isFor ? '; for TIME stands last' : ''}`);
};

/** The last `for`, unless quotes or a comparison follow: then it is part of a value. */
const LASTING = /^(.*\S)\s+for\b([^"'()<>=!~]*)$/is;

/** One row is of tasks or of a device: who asks for both at once would wait for ever. */
const unitOf = (uses: readonly NameUse[], asked: Unit | undefined): Unit => {
  const ofDevices = uses.find(({ name }) => name.of === 'devices');
  const ofTasks = uses.find(({ name }) => name.of === 'tasks');
  const unit = asked ?? (ofDevices === undefined ? 'processes' : 'devices');
  const wrong = unit === 'devices' ? ofTasks : ofDevices;
  if (wrong === undefined) return unit;
  const { name, at } = wrong;
  const [kind, other] = unit === 'devices' ? ['tasks', 'devices'] : ['devices', unit];
  const why =
    asked === undefined ? `${ofDevices?.name.name} of ${other}` : `--unit=${unit} asks ${other}`;
  return refuse(at, `${name.name} is of ${kind}, but ${why}`);
};

const refuse = (at: number, problem: string): never => {
  throw new UsageError(`${WHAT} at character ${at}: ${problem}`);
};
