/** The tasks of this machine: on the screen, or in lists. */
import { CAP } from '../../../kernel/abi/proc/process-status.ts';
import { readText } from '../../../kernel/sys/proc/kernel-facts.ts';
import { DELAY_ACCOUNTING_FILE } from '../../../kernel/sys/process/delay-accounting.ts';
import { withRaised } from '../../../kernel/sys/process/privileges.ts';
import type { Users } from '../../../kernel/sys/users/users.ts';
import { milliseconds } from '../../../lib/units.ts';
import { countersIn, needsOf } from '../../../model/columns.ts';
import type { SourceNeeds } from '../../../sample/source.ts';
import { chosenColumns, sourceNeeds } from '../../../tui/core/settings.ts';
import { configuredInvocation, saveConfig } from '../../config/config-file.ts';
import { formatConfig } from '../../config/config-text.ts';
import type { CommandIo } from '../../effects/command-io.ts';
import { DelayAccountingSwitch } from '../../effects/delayacct.ts';
import { deviceNamedHere } from '../../effects/device-names.ts';
import type { Live } from '../../effects/live.ts';
import {
  namedTasksNoter,
  noteDelaysOff,
  noteEngine,
  sampleNoter,
} from '../../effects/notes/notes.ts';
import { noteUnknownHere } from '../../effects/notes/value-notes.ts';
import { neededRights } from '../../effects/rights/needed-rights.ts';
import { kernelFacts } from '../../effects/rights/rights-facts.ts';
import type { Invocation } from '../../options/invocation.ts';
import type { Arguments } from '../../options/parse-arguments.ts';
import type { Personality } from '../../personality.ts';

export const showLive = async (
  given: Arguments<string>,
  personality: Personality,
  io: CommandIo,
): Promise<void> => {
  const configured = configuredInvocation(given, personality, io, deviceNamedHere);
  const { invocation, users } = configured;
  if (invocation.config !== 'use') {
    const { settings } = invocation;
    if (invocation.config === 'print') await io.stdout(formatConfig(settings));
    else io.stderr(`saved in ${saveConfig(io.environment, settings)}`);
    configured.complain();
    return;
  }
  const delayAccounting = new DelayAccountingSwitch();
  // Before the engine opens, which looks at the setting.
  if (invocation.delayAccounting === 'switch-on') io.stderr(delayAccounting.hold('on'));
  try {
    const open = (): Promise<Live> => liveOf(invocation, users);
    if (invocation.output === 'screen') {
      const { showScreen } = await import('./show-screen.ts');
      await showScreen(invocation, open, io, delayAccounting, configured.settingsProblem);
    } else
      await showLists(invocation, open, io, {
        complain: configured.complain,
        delayAccounting,
      });
  } finally {
    // What was switched meanwhile, by key too, is put back whatever happens.
    const done = withRaised([CAP.sysAdmin], () => delayAccounting.release());
    if (done !== undefined) io.stderr(done);
  }
};

const liveOf = async (invocation: Invocation, users: Users): Promise<Live> => {
  const { openLive } = await import('../../effects/live.ts');
  const { settings, selection, engine, output, block } = invocation;
  return openLive(engine, selection, {
    block,
    interval: milliseconds(settings.interval),
    needs: output === 'screen' ? sourceNeeds(settings, selection) : listNeeds(invocation),
    // Lists and CSV show none.
    pressure: output === 'screen' || output === 'json' ? 'read' : 'skip',
    details: {
      commands: 'read',
      priorities: 'read',
      users: settings.userNames === 'names' ? users : undefined,
    },
  });
};

/** A list names every task it shows; JSON and CSV have no idle ones. */
const listNeeds = ({ output, settings, selection, listOrder }: Invocation): SourceNeeds => {
  const columns = chosenColumns(settings);
  const needs = needsOf(listOrder === 'asked' ? [...columns, settings.sortColumn] : columns);
  const isList = output === 'batch';
  return {
    counters: countersIn(new Set([...needs, ...(selection.where?.needs ?? [])])),
    idleNames: isList && settings.show === 'all' ? 'all' : 'asked',
    totals: isList && settings.measure !== 'rate' ? 'with-totals' : 'without-totals',
  };
};

const showLists = async (
  invocation: Invocation,
  open: () => Promise<Live>,
  io: CommandIo,
  {
    complain,
    delayAccounting,
  }: { readonly complain: () => void; readonly delayAccounting: DelayAccountingSwitch },
): Promise<void> => {
  const { printLists } = await import('../batch.ts');
  const { source, engine, rejected } = await open();
  io.keepOnly(neededRights({ kind: 'print' }, engine.name, kernelFacts(), delayAccounting.state));
  complain();
  const { complaints } = invocation.personality;
  const lookAtNamed =
    complaints === 'all' ? namedTasksNoter(invocation.selection.ids, io.stderr) : undefined;
  if (complaints === 'all') noteUnknownHere(invocation.selection.where, io.stderr);
  const noteSample = sampleNoter(io.stderr, invocation);
  let first = true;
  await printLists(source, invocation, io, {
    onSample: (sample) => {
      if (first && complaints === 'all') noteEngine(rejected, sample.engine, io.stderr);
      if (first && complaints === 'delay-accounting' && isDelayAccountingOff()) {
        noteDelaysOff(sample, io.stderr);
      }
      first = false;
      noteSample(sample);
      lookAtNamed?.();
    },
  });
};

const isDelayAccountingOff = (): boolean => readText(DELAY_ACCOUNTING_FILE)?.trim() === '0';
