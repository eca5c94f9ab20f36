import { AtollError } from '@atoll/schemas/error';

/** The node did not answer, or answered what no node should. */
export class ChainUnavailable extends AtollError {
  constructor(input: { what: string; cause?: unknown }) {
    super({
      code: 'chain_unavailable',
      message: `the chain did not answer: ${input.what}`,
      hint: 'check that the RPC endpoint is up and reachable, then try again',
      retryable: true,
      data: { what: input.what },
      cause: input.cause,
    });
  }
}

/** The node serves another chain than the one that was configured, or its history contradicts what was final. */
export class ChainMismatch extends AtollError {
  constructor(input: {
    message: string;
    hint: string;
    data?: Readonly<Record<string, unknown>>;
    retryable?: boolean;
  }) {
    super({ code: 'chain_mismatch', ...input });
  }
}

/** A call that needs an account was made through a connection without one. */
export class WalletMissing extends AtollError {
  constructor() {
    super({
      code: 'configuration_invalid',
      message: 'this connection has no account that could sign a transaction',
      hint: 'pass privateKey to connectChain, or a wallet client to withWallet',
    });
  }
}

/** The chain that the node serves differs from what was final; whoever mirrors it must not rewrite, a person has to look. */
export class ForkBelowFinality extends ChainMismatch {
  constructor(input: { number: number; finalized: number }) {
    super({
      message: `the node's history differs at block ${input.number} or below, where ${input.finalized} was final`,
      hint: 'check that the node serves the right chain; if the chain was really rewritten, rebuild from its start with a deeper finality',
      data: input,
    });
  }
}

/** The node went back behind a block that was final. */
export class ChainMovedBack extends ChainMismatch {
  constructor(input: { head: number; finalized: number }) {
    super({
      message: `the node's head is block ${input.head}, below block ${input.finalized} which was final`,
      hint: 'wait until the node has caught up; if it was reset, rebuild from the start of the chain',
      data: input,
      retryable: true,
    });
  }
}

/** Two endpoints tell different things of one block; nothing of it is believed until they agree. */
export class EndpointsDisagree extends ChainMismatch {
  constructor(input: { number: number; endpoints: readonly [string, string]; about: 'hash' | 'logs' }) {
    super({
      message: `${input.endpoints.join(' and ')} disagree about block ${input.number}: its ${input.about}`,
      hint: 'reading goes on by itself once they agree; if they do not, find out which one is wrong and take it out of the configuration',
      data: input,
      retryable: true,
    });
  }
}

/** The connection does not say where its node is reached, and nothing else does. */
export class EndpointUnknown extends AtollError {
  constructor() {
    super({
      code: 'configuration_invalid',
      message: 'there is no endpoint to read the chain from',
      hint: 'pass `endpoints`, or a connection over HTTP',
    });
  }
}
