/** A text over as many lines as it takes, broken at blanks where there are any. */
import { cutToWidth, textWidth } from './text-width.ts';

/** @param width cells, at least 1 counts @returns at least one line, none of them wider */
export const wrap = (text: string, width: number): readonly string[] => {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let rest = text;
  for (;;) {
    // Only as much is measured as a line takes: the text may be of a thousand lines.
    const head = cutToWidth(rest, room + 1);
    if (head.length === rest.length && textWidth(head) <= room) break;
    const blank = head.lastIndexOf(' ');
    const taken = blank > 0 ? rest.slice(0, blank) : cutToWidth(rest, room);
    // A character wider than the room is taken all the same, or it would never end.
    const length = taken.length || String.fromCodePoint(rest.codePointAt(0) as number).length;
    lines.push(taken);
    rest = rest.slice(length).trimStart();
  }
  return [...lines, rest];
};
