import type { AddressBook } from '@atoll/contracts/address-book';
import type { Chain } from '@atoll/chain/chain';
import { endpointsOf } from '@atoll/chain/endpoints-of';
import { ChainUnavailable } from '@atoll/chain/errors';
import type { Logger } from '@atoll/server-kit/logger';
import type { Storage } from '@atoll/storage/block-source';
import { madeOnce } from './made-once.ts';
import type { Measures } from './operations/measures.ts';
import { claimMirror } from './store/claim-mirror.ts';
import type { Sql } from './store/connection.ts';
import { putTokens } from './store/put-tokens.ts';
import { runWriter } from './sync/run-writer.ts';
import type { SideWork } from './sync/side-work.ts';
import type { SyncState } from './sync/sync-state.ts';
import { unlessAborted } from './unless-aborted.ts';

/** What the elected process needs and does beside reading the chain. */
export interface Writing {
  readonly storage: Storage;
  /** @param sql the primary, with the chain's tables in its search path */
  readonly sideWork: (sql: Sql) => readonly SideWork[];
  /** Called when the head is reached, before the mirror is live. */
  readonly onReached: () => Promise<unknown>;
}

interface WritingParameters extends Writing {
  readonly addressBook: AddressBook;
  readonly endpoints: readonly { readonly url: string }[];
  readonly finality: number;
  readonly databaseUrl: string;
  readonly primary: Sql;
  readonly findChain: () => Promise<Chain>;
  readonly state: SyncState;
  readonly measures: Measures;
  readonly logger: Logger;
  readonly onOpen: (name: string, close: () => Promise<unknown>) => void;
}

/** Waits until a chain was looked for once: a node that does not answer may do so later, anything else is a mistake of whoever starts this. */
async function lookOnce(connect: () => Promise<Chain>, signal: AbortSignal): Promise<void> {
  try {
    await unlessAborted(connect(), signal);
  } catch (error) {
    if (!(error instanceof ChainUnavailable)) throw error;
  }
}

/**
 * Begins to write the mirror of a chain in the background, from when a node answers. Resolves when the nodes were asked for the first time.
 *
 * @throws ChainMismatch, OtherDeployment
 */
export async function beginWriting(input: WritingParameters): Promise<void> {
  const { addressBook, primary, findChain, logger } = input;
  const { chainId, startBlock, contracts } = addressBook;
  const connect = madeOnce(async () => {
    const chain = await findChain();
    await claimMirror(primary, { chainId, startBlock, contracts });
    await putTokens(primary, addressBook.tokens);
    return chain;
  });
  const stopping = new AbortController();
  let writing = Promise.resolve();
  input.onOpen(`writer of chain ${chainId}`, async () => {
    stopping.abort();
    await writing;
  });
  await lookOnce(connect, stopping.signal);
  writing = runWriter(
    {
      databaseUrl: input.databaseUrl,
      chainId,
      connect,
      endpoints: endpointsOf(input.endpoints.map(({ url }) => url)),
      contracts,
      finality: input.finality,
      logger,
      state: input.state,
      measures: input.measures,
      documents: { sql: primary, storage: input.storage, logger },
      sideWork: input.sideWork(primary),
      onReached: input.onReached,
    },
    stopping.signal,
  );
}
