/** Which rows of the screen hold what. The view draws by it, the mouse and the page keys measure by it. */
import { isCgroupUnit } from '../../model/units/unit.ts';
import { seesOwnTasksOnly } from '../core/notices.ts';
import type { TuiState } from '../core/state.ts';

type Layout = {
  /** One each for the busiest disks. It does not fall, so that the table stays where it is. */
  readonly diskRows: number;
  /** When it was, in a replay; below it what the recording holds, where it can be gone to. */
  readonly timeRows: number;
  /**
   * Each 0 or 1. What all tasks did; where the figures come from; that others' tasks are not visible; keys, notes
   * and what is being typed.
   */
  readonly tasksRows: number;
  readonly sourceRows: number;
  readonly noticeRows: number;
  readonly footerRows: number;
  /** Below the table: the own figures of the service or container that is selected. */
  readonly groupRows: number;
  readonly titleRow: number;
  readonly bodyTop: number;
  readonly bodyRows: number;
};

const ANSWER_ROWS = 1;

export const layoutOf = (state: TuiState): Layout => {
  const { rights, settings } = state;
  const { rows } = state.size;
  const seen = Math.max(1, state.memory.disks.names.length);
  const diskRows = Math.min(seen, MOST_DISKS.find(([least]) => rows >= least)?.[1] ?? 0);
  const timeRows = state.rights !== 'replay' ? 0 : hasStrip(state) ? 2 : 1;
  const tasksRows = rows >= 14 ? 1 : 0;
  const sourceRows = rows >= 30 ? 1 : 0;
  const noticeRows = rows >= 14 && seesOwnTasksOnly(state) ? 1 : 0;
  const footerRows = rows >= 6 ? 1 : 0;
  const above = { timeRows, diskRows, tasksRows, sourceRows, noticeRows };
  const titleRow = Object.values(above).reduce((sum, each) => sum + each, ANSWER_ROWS);
  const bodyTop = titleRow + 1;
  const groupRows = rows >= 14 && isCgroupUnit(settings.unit) && rights !== 'replay' ? 1 : 0;
  const bodyRows = Math.max(0, rows - bodyTop - groupRows - footerRows);
  return { ...above, footerRows, groupRows, titleRow, bodyTop, bodyRows };
};

/** Whether there is room for the activity of the recording that is played. */
const hasStrip = ({ playback, size }: TuiState): boolean =>
  playback !== undefined && size.rows >= 10;

/** From so many rows of the screen on, so many of disks. */
const MOST_DISKS = [
  [50, 5],
  [40, 4],
  [30, 3],
  [14, 2],
  [10, 1],
] as const;
