/** The world as the screen reaches it: the sampler's pace, tasks, and the configuration file. */
import type { ScreenEffects } from '../../tui/core/effects.ts';
import { saveConfig } from '../config/config-file.ts';
import type { DelayAccountingSwitch } from './delayacct.ts';
import { readDetails, readGroup } from './details/read-details.ts';
import { WaitLooks } from './details/wait-looks.ts';
import { readParents } from './read-parents.ts';
import { sendSignal, setIoPriority, toggleDelayAccounting } from './task-actions.ts';

/** What a live source does for the screen while it runs; a recording has its own pace. */
export type Pace = Pick<ScreenEffects, 'refresh' | 'setInterval' | 'setNeeds' | 'readNames'>;

/**
 * @param environment where the configuration file is found by
 * @param delayAccounting released by whoever hands it in, when the screen has ended
 */
export const screenEffects = (
  pace: Pace,
  environment: Readonly<Record<string, string | undefined>>,
  delayAccounting: DelayAccountingSwitch,
): ScreenEffects => {
  const looks = new WaitLooks();
  return {
    refresh: () => pace.refresh(),
    setInterval: (milliseconds) => pace.setInterval(milliseconds),
    setNeeds: (needs) => pace.setNeeds(needs),
    readNames: (idle, places) => pace.readNames(idle, places),
    setIoPriority: (target, priority) => {
      const outcome = setIoPriority(target, priority);
      // What was changed is looked for anew: a task that sleeps would show it seconds later.
      pace.refresh();
      return outcome;
    },
    sendSignal,
    readDetails: (target, waiting) => readDetails(target, looks.take(waiting)),
    readGroup,
    readParents,
    toggleDelayAccounting: () => toggleDelayAccounting(delayAccounting),
    saveSettings: (settings) => ({
      tone: 'good',
      text: `saved in ${saveConfig(environment, settings)}`,
    }),
  };
};
