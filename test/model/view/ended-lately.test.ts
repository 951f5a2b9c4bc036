import { describe, expect, it } from 'vitest';
import { EndedLately } from '../../../src/model/view/ended-lately.ts';
import { diskEntry } from '../../support/samples/asked.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const leaving = { tid: 7, read: 9, waitingSince: 1, waitingLonger: true, ended: true };

describe('EndedLately', () => {
  it('brings a task back after the interval it ended in, without figures', () => {
    const lately = new EndedLately();
    const first = sampleOf({ tasks: [leaving, { tid: 8 }] });
    lately.add(first);
    expect(lately.before(first)).toEqual([]);
    const second = sampleOf({ index: 1 });
    lately.add(second);
    expect(lately.before(second)).toMatchObject([{ tid: 7, read: 0, ended: true }]);
    expect(lately.before(second)[0]).not.toHaveProperty('waitingSince');
    expect(lately.before(second)[0]).not.toHaveProperty('waitingLonger');
  });

  it('lets it go after five seconds', () => {
    const lately = new EndedLately();
    lately.add(sampleOf({ tasks: [leaving] }));
    const later = (index: number) => {
      const sample = sampleOf({ index });
      lately.add(sample);
      return lately.before(sample).length;
    };
    expect(later(4)).toBe(1);
    expect(later(5)).toBe(0);
  });

  it('keeps the last of a storm', () => {
    const lately = new EndedLately();
    const storm = Array.from({ length: 5000 }, (_, index) => ({ ...leaving, tid: index + 1 }));
    lately.add(sampleOf({ tasks: storm }));
    const next = sampleOf({ index: 1 });
    lately.add(next);
    expect(lately.before(next)).toHaveLength(500);
    expect(lately.before(next).at(-1)?.tid).toBe(5000);
  });

  it('brings nobody twice who is told of again, for its pages are written now', () => {
    const lately = new EndedLately();
    lately.add(sampleOf({ tasks: [leaving] }));
    const again = { ...leaving, read: 0, diskWrite: 9, endedBefore: true };
    const second = sampleOf({ index: 1, tasks: [again] });
    lately.add(second);
    expect(lately.before(second)).toEqual([]);
    // From then on it is shown as long as any other.
    const later = sampleOf({ index: 5 });
    lately.add(later);
    expect(lately.before(later)).toMatchObject([{ tid: 7, diskWrite: 0, endedBefore: true }]);
  });

  it('brings back nothing that a device was asked for', () => {
    const lately = new EndedLately();
    lately.add(sampleOf({ tasks: [{ ...leaving, disk: [diskEntry('vda', { read: 9 })] }] }));
    const next = sampleOf({ index: 1 });
    lately.add(next);
    expect(lately.before(next)[0]).not.toHaveProperty('disk');
  });

  it('leaves unknown figures unknown', () => {
    const lately = new EndedLately();
    lately.add(sampleOf({ tasks: [{ ...leaving, ioWait: undefined }] }));
    const next = sampleOf({ index: 1 });
    lately.add(next);
    expect(lately.before(next)[0]?.ioWait).toBeUndefined();
  });
});
