/** `iotop doctor`: what this machine lets iotop see, what is missing, and what to type. */
import { diagnose } from '../../model/doctor/diagnosis.ts';
import { diagnosisJson, renderDiagnosis } from '../../render/doctor.ts';
import { readMachineFacts } from '../effects/machine-facts.ts';

export type DoctorOptions = { readonly format: 'text' | 'json' };

export type DoctorResult = {
  /** For standard output, line feed included. */
  readonly text: string;
  /** 0: every task of every user is seen whole. 1: something essential is missing; the text says what. */
  readonly exitCode: 0 | 1;
};

/** Tries everything, closes it again and reports. Takes about a tenth of a second, most of it for reading what the kernel says of its types. */
export const runDoctor = ({ format }: DoctorOptions): DoctorResult => {
  const diagnosis = diagnose(readMachineFacts());
  return {
    text: RENDERERS[format](diagnosis),
    exitCode: diagnosis.missing.length === 0 ? 0 : 1,
  };
};

const RENDERERS = { text: renderDiagnosis, json: diagnosisJson } as const;
