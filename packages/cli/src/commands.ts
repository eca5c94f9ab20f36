import type { Command } from './command.ts';
import { approvalRevoke } from './commands/approval-revoke.ts';
import { assetPrice } from './commands/asset-price.ts';
import { assetState } from './commands/asset-state.ts';
import { creditDeposit } from './commands/credit-deposit.ts';
import { creditGive } from './commands/credit-give.ts';
import { creditWithdraw } from './commands/credit-withdraw.ts';
import { disputeAnswer } from './commands/dispute-answer.ts';
import { dividendsClaim } from './commands/dividends-claim.ts';
import { providerDrain } from './commands/provider-drain.ts';
import { providerEnvironments } from './commands/provider-environments.ts';
import { providerRegister } from './commands/provider-register.ts';
import { providerStake } from './commands/provider-stake.ts';
import { providerUnstake } from './commands/provider-unstake.ts';
import { providerWithdrawStake } from './commands/provider-withdraw-stake.ts';
import { runOnSample } from './commands/run-on-sample.ts';
import { sampleMake } from './commands/sample-make.ts';
import { samplePreview } from './commands/sample-preview.ts';
import { samplePublish } from './commands/sample-publish.ts';
import { verify } from './commands/verify.ts';
import { voteCast } from './commands/vote-cast.ts';
import { voteDelegate } from './commands/vote-delegate.ts';
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
  providerDrain,
  providerUnstake,
  providerWithdrawStake,
  assetState,
  assetPrice,
  approvalRevoke,
  creditDeposit,
  creditGive,
  creditWithdraw,
  dividendsClaim,
  disputeAnswer,
  voteCast,
  voteDelegate,
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
