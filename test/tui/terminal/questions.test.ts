import { describe, expect, it } from 'vitest';
import { Questions } from '../../../src/tui/terminal/questions.ts';

const questions = () => {
  const clock = { now: 1000 };
  const asked = new Questions(() => clock.now);
  const report = (at: string): boolean => asked.hear({ kind: 'cursor', at });
  return { asked, clock, report };
};

describe('where the cursor stands', () => {
  it('is asked again only once it was answered', () => {
    const { asked, report } = questions();
    expect(asked.askCursor()).toBe('\x1b[6n');
    expect(asked.askCursor()).toBe('');
    report('2;1');
    expect(asked.askCursor()).toBe('\x1b[6n');
  });

  it('is asked of a terminal that does not answer every half minute', () => {
    const { asked, clock } = questions();
    asked.askCursor();
    clock.now += 29_999;
    expect(asked.askCursor()).toBe('');
    clock.now += 1;
    expect(asked.askCursor()).toBe('\x1b[6n');
  });

  it('tells that another program wrote, once each time', () => {
    const { report } = questions();
    expect(['2;1', '2;1', '7;1', '2;1', '2;1', '3;5'].map(report)).toEqual([
      ...[false, false, true],
      ...[false, false, true],
    ]);
  });

  it('is what the terminal says at first, for some count in their own way', () => {
    const { report } = questions();
    expect(['1;1', '1;1'].map(report)).toEqual([false, false]);
  });
});

describe('an answer', () => {
  it('is awaited for a moment, and not when it has come', () => {
    const { asked, clock, report } = questions();
    expect(asked.awaited()).toBe(0);
    asked.askCursor();
    expect(asked.awaited()).toBe(300);
    clock.now += 100;
    expect(asked.awaited()).toBe(200);
    report('2;1');
    expect(asked.awaited()).toBe(0);
    asked.askBackground();
    clock.now += 1000;
    expect(asked.awaited()).toBe(0);
  });

  it('is in what came when its end is', () => {
    const { asked } = questions();
    asked.askBackground();
    expect(asked.areAllIn('\x1b]11;rgb:ff')).toBe(false);
    expect(asked.areAllIn('\x1b]11;rgb:ff/ff/ff\x07')).toBe(true);
    asked.askCursor();
    expect(asked.areAllIn('\x1b]11;rgb:ff/ff/ff\x07\x1b[2')).toBe(false);
    expect(asked.areAllIn('\x1b]11;rgb:ff/ff/ff\x07\x1b[2;1R')).toBe(true);
  });
});
