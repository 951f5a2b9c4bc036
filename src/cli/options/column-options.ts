/**
 * The nine columns of iotop-c by the words and digits it hides and shows them with; they mean the screen, batch has its own.
 */
import type { ColumnId } from '../../model/columns.ts';

export const COLUMN_OPTIONS = [
  { word: 'pid', digit: '1', column: 'tid' },
  { word: 'prio', digit: '2', column: 'priority' },
  { word: 'user', digit: '3', column: 'user' },
  { word: 'read', digit: '4', column: 'read' },
  { word: 'write', digit: '5', column: 'write' },
  { word: 'swapin', digit: '6', column: 'swapin' },
  { word: 'io', digit: '7', column: 'io' },
  { word: 'graph', digit: '8', column: 'graph' },
  { word: 'command', digit: '9', column: 'command' },
] as const satisfies readonly {
  readonly word: string;
  readonly digit: string;
  readonly column: ColumnId;
}[];

export type ColumnWord = (typeof COLUMN_OPTIONS)[number]['word'];

/** iotop-c's words for what a graph shows. */
export const GRAPH_WORDS = {
  io: 'io',
  r: 'read',
  w: 'write',
  rw: 'both',
  sw: 'swapin',
} as const;
