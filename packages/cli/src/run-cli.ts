import { AtollError } from '@atoll/schemas/error';
import { findCommand } from './commands.ts';
import { UsageError } from './errors.ts';
import { escapeUnseen } from './escape.ts';
import { helpOf, overview } from './help.ts';
import { parseArguments } from './parse-arguments.ts';

/** What the command line works with; tests give their own. */
export interface Surroundings {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results, on stdout. */
  readonly print: (text: string) => unknown;
  /** Progress and errors, on stderr. */
  readonly report: (text: string) => unknown;
  readonly signal: AbortSignal;
}

/**
 * Runs one command of the `atoll` command line.
 *
 * @returns the exit status: 0 where all went well, 1 where not, 2 where the command line itself is wrong
 * @example
 * await runCli({ argv: ['verify', 'receipt.json', '--offline'], env: {}, print, report, signal });
 */
export async function runCli(surroundings: Surroundings): Promise<number> {
  const { argv, print, report } = surroundings;
  const json = argv.includes('--json');
  try {
    const { command, rest } = findCommand(argv);
    if (command === undefined) {
      print(overview());
      return argv.length === 0 ? 2 : 0;
    }
    if (rest.includes('--help') || rest.includes('-h')) {
      print(helpOf(command));
      return 0;
    }
    const given = parseArguments(command, rest);
    return await command.act({
      given,
      env: surroundings.env,
      json,
      signal: surroundings.signal,
      // What services and algorithms say may drive a terminal: none of it reaches one as it came.
      print: (text) => print(json ? text : escapeUnseen(text)),
      report: (text) => (json ? undefined : report(escapeUnseen(text))),
    });
  } catch (error) {
    if (!(error instanceof AtollError)) throw error;
    const { code, message, hint, retryable } = error;
    if (json) print(`${JSON.stringify({ error: { code, message, hint, retryable } })}\n`);
    else report(escapeUnseen(`error: ${message}\nhint: ${hint}\n`));
    return error instanceof UsageError ? 2 : 1;
  }
}
