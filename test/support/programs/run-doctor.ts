/** Runs the doctor as the command line will: text or JSON to standard output, its exit code. */
import { runDoctor } from '../../../src/cli/commands/doctor.ts';

const { text, exitCode } = runDoctor({ format: process.argv.includes('json') ? 'json' : 'text' });
process.stdout.write(text);
process.exitCode = exitCode;
