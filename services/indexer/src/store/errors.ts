import { AtollError } from '@atoll/schemas/error';

/** The cursor is not where this batch begins: another process has written, or a span is missing. Nothing was committed. */
export class CursorMoved extends AtollError {
  constructor(input: { expected: number | undefined; found: number | undefined }) {
    super({
      code: 'conflict',
      message: `the mirror stands at block ${input.found ?? 'none'}, the batch follows block ${input.expected ?? 'none'}`,
      hint: 'reading goes on from the mirror; if this repeats, two indexers write without seeing each other',
      retryable: true,
      data: input,
    });
  }
}

/** A reorg below what this mirror took for final. It is reported and never followed. */
export class FinalityBroken extends AtollError {
  constructor(input: { ancestor: number; finalized: number }) {
    super({
      code: 'chain_mismatch',
      message: `the node's chain forks after block ${input.ancestor}, and block ${input.finalized} was final`,
      hint: 'check the node; if the chain is right, raise FINALITY and index into an empty database',
      data: input,
    });
  }
}

/** The database belongs to another deployment. */
export class OtherDeployment extends AtollError {
  constructor(input: { chainId: number; found: string; expected: string }) {
    super({
      code: 'configuration_invalid',
      message: `this database mirrors ${input.found}, and DEPLOYMENT names ${input.expected}`,
      hint: `use a database of its own for each deployment of a chain, or drop the schemas indexer_${input.chainId} and market_${input.chainId} to index anew`,
      data: input,
    });
  }
}

/** The database refused rows that were copied: a fault of the mirror. Nothing of the batch was committed. */
export class CopyRefused extends AtollError {
  constructor(table: string, cause: unknown) {
    super({
      code: 'internal',
      message: `the database refused rows of ${table}`,
      hint: 'the log of Postgres says which row and why; nothing was committed',
      cause,
    });
  }
}

/** What a COPY sent is not all of it, or no COPY. Rows that came before were whole. */
export class CopyBroken extends AtollError {
  constructor(reason: string) {
    super({
      code: 'database_unavailable',
      message: `the database's copy of the logs cannot be read: ${reason}`,
      hint: 'check what stands between this process and Postgres, then begin again',
      retryable: true,
    });
  }
}

/** The connection to the database ended while something was under way on it. */
export class ConnectionLost extends AtollError {
  constructor() {
    super({
      code: 'database_unavailable',
      message: 'the connection to the database was lost',
      hint: 'check that Postgres runs and can be reached; the service connects again by itself',
      retryable: true,
    });
  }
}

/** A figure was asked in a token whose decimals nobody told. */
export class TokenUnknown extends AtollError {
  constructor(token: string) {
    super({
      code: 'not_found',
      message: `the decimals of token ${token} are not known here`,
      hint: 'ask in a token that the deployment lists',
      data: { token },
    });
  }
}

/** Another process rebuilds the same projections. */
export class ReindexRunning extends AtollError {
  constructor(chainId: number) {
    super({
      code: 'conflict',
      message: `the projections of chain ${chainId} are being rebuilt by another process`,
      hint: 'wait until it has ended',
      retryable: true,
    });
  }
}

/** There is no finished backfill to rebuild from. */
export class NothingToReindex extends AtollError {
  constructor(chainId: number) {
    super({
      code: 'conflict',
      message: `this database holds no finished mirror of chain ${chainId}`,
      hint: 'start the indexer and wait until /ready answers, then rebuild',
    });
  }
}

/** No process has made the tables of a chain yet. */
export class MirrorMissing extends AtollError {
  constructor(chainId: number) {
    super({
      code: 'configuration_invalid',
      message: `the database has no mirror of chain ${chainId}`,
      hint: 'start a process with ROLE=all, which makes it; this one only reads',
      retryable: true,
      data: { chainId },
    });
  }
}
