import { describe, expectTypeOf, it } from 'vitest';
import type { Bytes, Milliseconds, Nanoseconds } from '../../src/lib/units.ts';
import type { Gap } from '../../src/sample/gap.ts';
import type {
  DeviceEntry,
  DeviceKind,
  EngineName,
  Increase,
  Sample,
  SystemEntry,
  TaskEntry,
  Tid,
} from '../../src/sample/sample.ts';

/** Held by the compiler: `npm run types`. */
describe('the types made from the tables', () => {
  it('give each number the type of its unit', () => {
    expectTypeOf<TaskEntry['tid']>().toEqualTypeOf<Tid>();
    expectTypeOf<Required<TaskEntry>['read']>().toEqualTypeOf<Bytes>();
    expectTypeOf<Required<TaskEntry>['ioWait']>().toEqualTypeOf<Nanoseconds>();
    expectTypeOf<Required<TaskEntry>['uid']>().toEqualTypeOf<number>();
    expectTypeOf<Sample['wallTime']>().toEqualTypeOf<Milliseconds>();
  });

  it('require what is never absent, and nothing else', () => {
    expectTypeOf<{ tid: Tid; startedAt: Nanoseconds; comm: string }>().toExtend<TaskEntry>();
    expectTypeOf<{ tid: Tid; comm: string }>().not.toExtend<TaskEntry>();
    expectTypeOf<object>().toExtend<SystemEntry>();
    expectTypeOf<{ read: undefined }>().not.toExtend<Increase>();
  });

  it('know words, flags, lists and objects', () => {
    type Kinds = 'disk' | 'partition' | 'loop' | 'memory' | 'layer';
    expectTypeOf<DeviceKind>().toEqualTypeOf<Kinds>();
    expectTypeOf<EngineName>().toEqualTypeOf<'bpf' | 'taskstats' | 'procfs'>();
    expectTypeOf<Required<TaskEntry>['ended']>().toEqualTypeOf<true>();
    expectTypeOf<Required<SystemEntry>['devices']>().toEqualTypeOf<readonly DeviceEntry[]>();
    expectTypeOf<Sample['system']>().toEqualTypeOf<SystemEntry>();
    expectTypeOf<Sample['gaps']>().toEqualTypeOf<readonly Gap[]>();
  });

  it('take for increases what adds up', () => {
    type Bytewise = 'read' | 'write' | 'cancelledWrite' | 'readChars' | 'writeChars';
    type Asked = 'diskRead' | 'diskWrite';
    type Counted = 'readCalls' | 'writeCalls' | 'ioWait' | 'swapWait';
    expectTypeOf<keyof Increase>().toEqualTypeOf<Bytewise | Counted | Asked>();
  });
});
