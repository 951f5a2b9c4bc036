/** The command line together with the configuration file, whose faults are noted. */
import { Users } from '../../kernel/sys/users/users.ts';
import type { Outcome } from '../../tui/core/effects.ts';
import type { CommandIo } from '../effects/command-io.ts';
import { noteNoScreen } from '../effects/notes.ts';
import { type Invocation, invocationOf } from '../options/invocation.ts';
import type { Arguments } from '../options/parse-arguments.ts';
import type { Personality } from '../personality.ts';
import { configComplaints, configNote, loadConfig } from './config-file.ts';

export type ConfiguredInvocation = {
  readonly invocation: Invocation;
  readonly users: Users;
  /** What is wrong with the file, for the bottom of the screen. */
  readonly note: Outcome | undefined;
};

/** @throws UsageError with cause and remedy */
export const configuredInvocation = (
  given: Arguments<string>,
  personality: Personality,
  io: CommandIo,
): ConfiguredInvocation => {
  const users = new Users();
  const config = loadConfig(io.environment);
  for (const complaint of configComplaints(config)) io.stderr(complaint);
  const invocation = invocationOf(given, {
    personality,
    isTerminal: io.terminal.kind === 'screen',
    configured: config.settings,
    configuredOptions: config.options ?? [],
    environment: io.environment,
    userId: (user) => users.idOf(user),
  });
  if (invocation.config === 'use') noteNoScreen(io.terminal, invocation, io.stderr);
  return { invocation, users, note: configNote(config) };
};
