/** The page about standing in for another iotop says what is claimed, and the claims about keys hold. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KEY_CLAIMS, OPTION_CLAIMS } from '../../scripts/drop-in-claims.ts';
import { dropInPage } from '../../scripts/drop-in-page.ts';
import { sampleOf } from '../support/samples/samples.ts';
import { DrivenScreen } from '../support/screen/driven-screen.ts';

const FILE = join(import.meta.dirname, '../../docs/drop-in.md');

describe('the page', () => {
  it('is the one made from the claims (vitest -u writes it anew)', async () => {
    await expect(dropInPage()).toMatchFileSnapshot(FILE);
  });

  it('says how, wherever something differs', () => {
    const silent = [...OPTION_CLAIMS, ...KEY_CLAIMS].filter(
      ({ verdict, how }) => verdict === 'differs' && how === undefined,
    );
    expect(silent).toEqual([]);
  });
});

describe('a key that is claimed', () => {
  const effectsOf = (key: string) => {
    const screen = new DrivenScreen().send({ kind: 'sample', sample: sampleOf() });
    screen.effects.length = 0;
    return screen.press(key).effects;
  };
  const LOOK_NOW = [{ kind: 'refresh' }];

  // What each does is held by test/tui/core/keys.test.ts.
  it.each(KEY_CLAIMS.flatMap(({ ours }) => ours))('is known: %s', (key) => {
    expect(effectsOf(key)).not.toEqual(LOOK_NOW);
  });

  it('would be told from one that is not', () => expect(effectsOf('z')).toEqual(LOOK_NOW));
});
