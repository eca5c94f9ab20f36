import type { Chain } from '@atoll/chain/chain';
import type { Hex } from '@atoll/schemas/ids';
import { waitFor } from '@atoll/tests/support/wait';
import { type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem';

/** Waits for the receipt of a transaction. Not viem's own wait, which misses one that is mined between its first look and its watch for blocks. */
export const minedOn =
  (chain: Chain) =>
  (hash: Hex): Promise<TransactionReceipt> =>
    waitFor(
      'a transaction being mined',
      () =>
        chain.publicClient.getTransactionReceipt({ hash }).catch((error: unknown) => {
          if (error instanceof TransactionReceiptNotFoundError) return undefined;
          throw error;
        }),
      { everyMs: 2 },
    );
