import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes32, large, small, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export type RatingsEvent = {
  readonly name: 'ratings.Rated';
  readonly jobId: Bytes32;
  readonly buyer: Address;
  readonly provider: Address;
  readonly score: number;
  readonly paid: bigint;
  readonly comment: Bytes32;
};

export const ratingsDecoders: EventDecoders<RatingsEvent> = {
  '0x87333b264a4f699defa213fed188599d0f0a1e311f0fbf715eaf40a306054568': {
    event: 'Rated',
    indexed: 3,
    decode: (log) => ({
      name: 'ratings.Rated',
      jobId: bytes32(log, topic(log, 1)),
      buyer: address(log, topic(log, 2)),
      provider: address(log, topic(log, 3)),
      score: small(log, word(log, 0), 8),
      paid: large(log, word(log, 32), 256),
      comment: bytes32(log, word(log, 64)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
