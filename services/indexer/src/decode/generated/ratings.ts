import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes32, large, small, topic, topicBytes, word } from '../words.ts';

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
    decode: (topics, data) => ({
      name: 'ratings.Rated',
      jobId: topicBytes(topics, 1),
      buyer: address(topic(topics, 2)),
      provider: address(topic(topics, 3)),
      score: small(word(data, 0), 8),
      paid: large(word(data, 32), 256),
      comment: bytes32(word(data, 64)),
    }),
  },
};
