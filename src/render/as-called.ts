/** Commands in what iotop says, as they can be typed where it was started: `iotop` alone is not found in a clone, or is another's. */
import { sanitize } from './text/sanitize.ts';

/** @param text words of ours @param called what starts this iotop, such as `node dist/iotop.js`; may hold anything */
export const asCalled = (text: string, called: string): string =>
  called === 'iotop' ? text : text.replace(COMMAND, () => sanitize(called));

/** `iotop` where a command begins: after sudo, before an option or a command's name. In a sentence it is the program's name. */
const COMMAND =
  /(?<=\bsudo )iotop\b(?![-./])|(?<![\w./-])iotop(?= (?:--?[a-z]|(?:doctor|record|report|replay|run|watch|verify|repair|compact)\b))/g;
