/** A text people search for: a regular expression, POSIX classes included, case ignored while it names no capital letter. */
import { fromPosix } from './posix-pattern.ts';

type Pattern =
  /** `pattern` is absent when the text is empty: everything passes. */
  | { readonly kind: 'ok'; readonly pattern?: RegExp }
  | { readonly kind: 'bad'; readonly problem: string };

/** A longer one is a slip of the clipboard. */
export const LONGEST = 1000;

export const compilePattern = (text: string): Pattern => {
  if (text === '') return { kind: 'ok' };
  if (text.length > LONGEST) return { kind: 'bad', problem: `longer than ${LONGEST} characters` };
  const translated = fromPosix(text);
  if (translated.kind === 'bad') return translated;
  try {
    return { kind: 'ok', pattern: new RegExp(translated.source, hasCase(text) ? 'u' : 'iu') };
  } catch (thrown) {
    return { kind: 'bad', problem: problemOf(thrown) };
  }
};

/** What makes the case of letters count. */
const hasCase = (text: string): boolean => /\p{Lu}|\[:(?:upper|lower):\]/u.test(text);

/** The engine's words without the pattern, which stands beside them anyway. */
const problemOf = (thrown: unknown): string => {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const problem = message.slice(message.lastIndexOf('/') + 1).replace(/^\w*:\s*/, '');
  return problem === '' ? message : problem.toLowerCase();
};
