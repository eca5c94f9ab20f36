import { type Address } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, large, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export type ShareTokenEvent =
  | {
      readonly name: 'shareToken.Approval';
      readonly owner: Address;
      readonly spender: Address;
      readonly value: bigint;
    }
  | {
      readonly name: 'shareToken.DividendClaimed';
      readonly account: Address;
      readonly token: Address;
      readonly amount: bigint;
    }
  | { readonly name: 'shareToken.SharesDissolved'; readonly heir: Address }
  | { readonly name: 'shareToken.TokenAdded'; readonly token: Address }
  | {
      readonly name: 'shareToken.Transfer';
      readonly from: Address;
      readonly to: Address;
      readonly value: bigint;
    };

export const shareTokenDecoders: EventDecoders<ShareTokenEvent> = {
  '0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925': {
    event: 'Approval',
    indexed: 2,
    decode: (log) => ({
      name: 'shareToken.Approval',
      owner: address(log, topic(log, 1)),
      spender: address(log, topic(log, 2)),
      value: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xf672323216d71b2d59f826d5cc49657006c38667b59ae06ec262b9f71bed64fb': {
    event: 'DividendClaimed',
    indexed: 2,
    decode: (log) => ({
      name: 'shareToken.DividendClaimed',
      account: address(log, topic(log, 1)),
      token: address(log, topic(log, 2)),
      amount: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x54473fd78bb5ebb411b401d8e5fb1590928247bb90a9d4d976e1139fe02ec1b8': {
    event: 'SharesDissolved',
    indexed: 1,
    decode: (log) => ({
      name: 'shareToken.SharesDissolved',
      heir: address(log, topic(log, 1)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x784c8f4dbf0ffedd6e72c76501c545a70f8b203b30a26ce542bf92ba87c248a4': {
    event: 'TokenAdded',
    indexed: 1,
    decode: (log) => ({
      name: 'shareToken.TokenAdded',
      token: address(log, topic(log, 1)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef': {
    event: 'Transfer',
    indexed: 2,
    decode: (log) => ({
      name: 'shareToken.Transfer',
      from: address(log, topic(log, 1)),
      to: address(log, topic(log, 2)),
      value: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
