import { type Address } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, elsewhere, large, text, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export type RevenueSharesEvent =
  | {
      readonly name: 'revenueShares.SharesCreated';
      readonly assetId: bigint;
      readonly token: Address;
      readonly holder: Address;
      readonly supply: bigint;
      readonly label: string;
      readonly symbol: string;
    }
  | { readonly name: 'revenueShares.SharesReleased'; readonly assetId: bigint; readonly token: Address };

export const revenueSharesDecoders: EventDecoders<RevenueSharesEvent> = {
  '0x37b2cee1acede331362ca220e7dafb98c29ddaf579c27e27898f1f3e69f3ca05': {
    event: 'SharesCreated',
    indexed: 3,
    decode: (log) => ({
      name: 'revenueShares.SharesCreated',
      assetId: large(log, topic(log, 1), 256),
      token: address(log, topic(log, 2)),
      holder: address(log, topic(log, 3)),
      supply: large(log, word(log, 0), 256),
      label: text(log, elsewhere(log, 0, 32)),
      symbol: text(log, elsewhere(log, 0, 64)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x35c88b4631f6e9e9e9e0c3d2d2bf174a29b9f497b39127dd7b20028aa37f68e5': {
    event: 'SharesReleased',
    indexed: 2,
    decode: (log) => ({
      name: 'revenueShares.SharesReleased',
      assetId: large(log, topic(log, 1), 256),
      token: address(log, topic(log, 2)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
