import { expect, it } from 'vitest';
import { DrivenScreen } from '../support/driven-screen.ts';
import { sampleOf } from '../support/samples.ts';

const storm = (ended: number): ReturnType<typeof sampleOf> =>
  sampleOf({
    tasks: Array.from({ length: ended + 2 }, (_, i) => ({
      tid: i + 1,
      write: 1,
      ...(i < ended && { ended: true as const }),
    })),
    taskCount: 5,
  });

it('tasks that ended are not counted among the living', async () => {
  const rowsOf = async (ended: number): Promise<string> =>
    (await new DrivenScreen().see(storm(ended)).rows()).join('\n');
  expect(await rowsOf(7)).toContain('2 of 5 tasks, 7 ended');
  expect(await rowsOf(0)).toMatch(/2 of 5 tasks(?!,)/);
});
