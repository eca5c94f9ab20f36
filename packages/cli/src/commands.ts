import type { Command } from './command.ts';
import { providerEnvironments } from './commands/provider-environments.ts';
import { providerRegister } from './commands/provider-register.ts';
import { providerStake } from './commands/provider-stake.ts';
import { runOnSample } from './commands/run-on-sample.ts';
import { sampleMake } from './commands/sample-make.ts';
import { samplePreview } from './commands/sample-preview.ts';
import { samplePublish } from './commands/sample-publish.ts';
import { verify } from './commands/verify.ts';
import { UsageError } from './errors.ts';

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  runOnSample,
  sampleMake,
  samplePreview,
  samplePublish,
  verify,
  providerRegister,
  providerEnvironments,
  providerStake,
];

/**
 * The command that the words name, and what follows them.
 * @throws UsageError where they name none
 */
export function findCommand(argv: readonly string[]): {
  command: Command | undefined;
  rest: readonly string[];
} {
  const found = commands.find(({ words }) => words.every((word, index) => argv[index] === word));
  if (found !== undefined) return { command: found, rest: argv.slice(found.words.length) };
  const [first] = argv;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help')
    return { command: undefined, rest: [] };
  const verbs = commands
    .filter(({ words }) => words[0] === first)
    .map(({ words }) => words.slice(1).join(' '));
  if (verbs.length > 0) throw new UsageError(`atoll ${first} wants one of: ${verbs.join(', ')}`);
  throw new UsageError(`there is no command ${first}`);
}
