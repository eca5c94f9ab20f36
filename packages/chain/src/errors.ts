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
