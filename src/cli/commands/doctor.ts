/** `iotop doctor`: what this machine lets iotop see, what is missing, and what to type. */
import { diagnose } from '../../model/doctor/diagnosis.ts';
import { asCalled } from '../../render/as-called.ts';
import { diagnosisJson, renderDiagnosis } from '../../render/doctor.ts';
import { readMachineFacts } from '../effects/machine-facts.ts';
import type { CommandPage } from '../options/command-page.ts';
import { refusePositionals } from '../options/parse-arguments.ts';
import { command } from './command.ts';

export const DOCTOR_PAGE = {
  usage: 'iotop doctor [--json]',
  about: `Prints what works here, what is missing, and what to type where it does not. The exit status is 1 when
something essential is missing.`,
  options: [{ name: 'json', help: 'print the findings as one JSON object (docs/doctor.md)' }],
} as const satisfies CommandPage;

/** 0: every task of every user is seen whole. 1: something essential is missing; the text says what. */
export const runDoctor = command(DOCTOR_PAGE, async (given, io) => {
  refusePositionals(given, 'iotop doctor --help');
  const { text, exitCode } = examine(given.flag('json') ? 'json' : 'text');
  await io.stdout(given.flag('json') ? text : asCalled(text, io.called()));
  return exitCode;
});

/** Tries everything and closes it again. Takes about a tenth of a second. */
export const examine = (
  format: 'text' | 'json',
): { readonly text: string; readonly exitCode: 0 | 1 } => {
  const diagnosis = diagnose(readMachineFacts());
  return {
    text: RENDERERS[format](diagnosis),
    exitCode: diagnosis.missing.length === 0 ? 0 : 1,
  };
};

const RENDERERS = { text: renderDiagnosis, json: diagnosisJson } as const;
