import { describe, expect, it } from 'vitest';
import {
  decodeFamilyReply,
  encodeFamilyRequest,
} from '../../../../src/kernel/abi/netlink/genetlink.ts';
import { DecodeError } from '../../../../src/lib/errors.ts';
import { attribute, concat, message, u32 } from '../../../support/kernel/netlink-builder.ts';
import { KNOWN, recorded } from '../../../support/kernel/recorded.ts';
import { outcomesOfCuts, survivesRandomInput } from '../../../support/kernel/robustness.ts';

describe('the family controller', () => {
  it('is asked for a name that ends in NUL', () => {
    const name = Uint8Array.from([...'TASKSTATS\0'].map((letter) => letter.charCodeAt(0)));
    const body = concat(Uint8Array.from([3, 1, 0, 0]), attribute(2, name));
    const request = encodeFamilyRequest('TASKSTATS', 7);
    expect(request).toEqual(message(16, body, { sequence: 7, flags: 1 }));
  });

  it("tells a family's number", () => {
    expect(decodeFamilyReply(recorded('taskstats/family'))).toEqual({
      kind: 'family',
      id: KNOWN.family,
    });
  });

  it('tells that there is no such family', () => {
    expect(decodeFamilyReply(recorded('taskstats/family-error'))).toEqual({
      kind: 'error',
      errno: 2,
    });
  });

  const header = new Uint8Array(4);
  it.each([
    ['another family', message(31, concat(header, attribute(1, u32(31))))],
    ['no id', message(16, concat(header, attribute(2, u32(31))))],
    ['an id of one byte', message(16, concat(header, attribute(1, new Uint8Array(1))))],
    ['no body', message(16, new Uint8Array(0))],
  ])('is not understood when it answers with %s', (_, bytes) => {
    expect(() => decodeFamilyReply(bytes)).toThrow(DecodeError);
  });

  it('is an error cut at any length', () => {
    for (const name of ['taskstats/family', 'taskstats/family-error']) {
      const outcomes = outcomesOfCuts(decodeFamilyReply, recorded(name));
      expect(new Set(outcomes)).toEqual(new Set(['error']));
    }
  });

  it('gives a value or a DecodeError whatever the bytes', () => {
    const whole = recorded('taskstats/family');
    expect(() => survivesRandomInput(decodeFamilyReply, whole)).not.toThrow();
  });
});
