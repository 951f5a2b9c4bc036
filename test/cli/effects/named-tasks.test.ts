import { expect, it } from 'vitest';
import { namedTasksNoter } from '../../../src/cli/effects/notes/notes.ts';

/** Ids to starts, one table a look; the first is the beginning. */
const notesOf = (ids: readonly number[], ...looks: readonly Readonly<Record<number, number>>[]) => {
  const notes: string[] = [];
  let at = 0;
  const look = namedTasksNoter(
    new Set(ids),
    (line) => notes.push(line),
    (id) => looks[at]?.[id],
  );
  for (at = 1; at < looks.length; at++) look();
  return notes;
};

it.each([
  { what: 'that live are no news', looks: [{ 7: 1 }, { 7: 1 }], notes: [] },
  {
    what: 'that never were are said at once, and not again when they come',
    looks: [{}, {}, { 7: 5 }, {}],
    notes: ['-p 7: there is no such task, or it is hidden from this user'],
  },
  { what: 'that end are said once', looks: [{ 7: 1 }, {}, {}], notes: ['-p 7: it has ended'] },
  {
    what: "whose number is another's have ended",
    looks: [{ 7: 1 }, { 7: 2 }, { 7: 2 }],
    notes: ['-p 7: it has ended'],
  },
])('tasks named by -p $what', ({ looks, notes }) => {
  expect(notesOf([7], ...looks)).toEqual(notes);
});
