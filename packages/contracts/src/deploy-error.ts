import { AtollError } from '@atoll/schemas/error';
import type { Address, Hash } from 'viem';

/** A dollar that anyone may mint was asked for on a chain where money may have a worth. */
export class TestDollarRefused extends AtollError {
  constructor(chainId: number) {
    super({
      code: 'configuration_invalid',
      message: `chain ${chainId} is not a local one: no test dollar is deployed there`,
      hint: 'name the tokens to accept with --token ADDRESS',
      data: { chainId },
    });
  }
}

/** Who holds all votes at first is a decision that nobody takes by leaving it out. */
export class TokenHolderMissing extends AtollError {
  constructor(chainId: number) {
    super({
      code: 'configuration_invalid',
      message: `chain ${chainId} is not a local one: nobody was named to hold the governance token`,
      hint: 'name the account with --token-holder ADDRESS; the timelock cannot be it, since its tokens never vote',
      data: { chainId },
    });
  }
}

export class DeploymentReverted extends AtollError {
  constructor(contract: string, transaction: Hash) {
    super({
      code: 'transaction_reverted',
      message: `the creation of ${contract} reverted in ${transaction}`,
      hint: 'see that the deployer sends no other transaction meanwhile and has enough native coin, then deploy again',
      retryable: true,
      data: { contract, transaction },
    });
  }
}

/** Another transaction of the deployer came between, so the contracts before this one know it by the wrong address. */
export class DeploymentMismatch extends AtollError {
  constructor(contract: string, expected: Address, found: Address) {
    super({
      code: 'conflict',
      message: `${contract} was created at ${found}, not at ${expected}: the deployer's key was used by something else meanwhile`,
      hint: 'deploy again while nothing else uses the key',
      retryable: true,
      data: { contract, expected, found },
    });
  }
}
