/** Golden screens in colours: files as a terminal takes them, `cat test/tui/screens/looks/light-80x24.ansi` shows one. */
import { describe, expect, it } from 'vitest';
import { paintLine } from '../../src/tui/terminal/paint-line.ts';
import { LOOK_NAMES, LOOKS } from '../../src/tui/terminal/theme.ts';
import { view } from '../../src/tui/view/view.ts';
import { halfAMinute } from '../support/samples/busy-server.ts';
import { taskEntry } from '../support/samples/samples.ts';
import { DrivenScreen } from '../support/screen/driven-screen.ts';

/** Who writes most, who reads most, who is stuck, who has ended, who does nothing; one row is selected. */
const scene = (columns: number, rows: number): DrivenScreen => {
  const settings = { unit: 'programs' } as const;
  const besides = [
    taskEntry({ tid: 6001, comm: 'cp', write: 2 ** 19, ended: true }),
    taskEntry({ tid: 6002, comm: 'cp', write: 2 ** 20, ended: true }),
    taskEntry({
      tid: 7001,
      comm: 'tar',
      command: 'tar -cf /mnt/nfs/a.tar .',
      state: 'D',
      ioWait: 1e9,
      waitingSince: 1,
    }),
  ];
  return new DrivenScreen({ size: { columns, rows }, settings })
    .see(...halfAMinute().map((sample) => ({ ...sample, tasks: [...sample.tasks, ...besides] })))
    .press('down', 'down', 'down');
};

describe('in colours', () => {
  for (const look of LOOK_NAMES) {
    for (const [columns, rows] of [
      [80, 24],
      [120, 35],
    ] as const) {
      it(`${look} at ${columns}×${rows}`, async () => {
        const paper = { columns, theme: LOOKS[look], unicode: true };
        const lines = view(scene(columns, rows).state).map((line) => paintLine(line, paper));
        await expect(`${lines.join('\x1b[m\n')}\x1b[m\n`).toMatchFileSnapshot(
          `screens/looks/${look}-${columns}x${rows}.ansi`,
        );
      });
    }
  }
});
