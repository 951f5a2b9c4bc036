/** Runs the doctor as the command does: text or JSON to standard output, its exit code. */
import { examine } from '../../../src/cli/commands/doctor.ts';

const { text, exitCode } = examine(process.argv.includes('json') ? 'json' : 'text');
process.stdout.write(text);
process.exitCode = exitCode;
