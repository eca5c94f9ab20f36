import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes32, large, small, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export type RewardsEvent =
  | {
      readonly name: 'rewards.EpochProposed';
      readonly epoch: bigint;
      readonly token: Address;
      readonly root: Bytes32;
      readonly total: bigint;
      readonly dataDigest: Bytes32;
      readonly claimableFrom: number;
    }
  | { readonly name: 'rewards.EpochSwept'; readonly epoch: bigint; readonly amount: bigint }
  | { readonly name: 'rewards.EpochVetoed'; readonly epoch: bigint; readonly by: Address }
  | { readonly name: 'rewards.GuardianChanged'; readonly guardian: Address }
  | {
      readonly name: 'rewards.OwnershipTransferStarted';
      readonly previousOwner: Address;
      readonly newOwner: Address;
    }
  | {
      readonly name: 'rewards.OwnershipTransferred';
      readonly previousOwner: Address;
      readonly newOwner: Address;
    }
  | { readonly name: 'rewards.PublisherChanged'; readonly publisher: Address }
  | {
      readonly name: 'rewards.RewardClaimed';
      readonly epoch: bigint;
      readonly account: Address;
      readonly amount: bigint;
    }
  | { readonly name: 'rewards.UncommittedReturned'; readonly token: Address; readonly amount: bigint };

export const rewardsDecoders: EventDecoders<RewardsEvent> = {
  '0xe7780a02a72da65c6b71a6a7885e4b97404c4c4a3a0d5171d1373cf3aaeb6b91': {
    event: 'EpochProposed',
    indexed: 2,
    decode: (log) => ({
      name: 'rewards.EpochProposed',
      epoch: large(log, topic(log, 1), 256),
      token: address(log, topic(log, 2)),
      root: bytes32(log, word(log, 0)),
      total: large(log, word(log, 32), 256),
      dataDigest: bytes32(log, word(log, 64)),
      claimableFrom: small(log, word(log, 96), 40),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x5a1f62da9fcd142772230f17a5efa0dd258d5420a44edae1d581903879b81423': {
    event: 'EpochSwept',
    indexed: 1,
    decode: (log) => ({
      name: 'rewards.EpochSwept',
      epoch: large(log, topic(log, 1), 256),
      amount: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xc0a0e5a2e194f40785ec8b00c5c044a11117e10fea495d1ff37fb64df825691c': {
    event: 'EpochVetoed',
    indexed: 2,
    decode: (log) => ({
      name: 'rewards.EpochVetoed',
      epoch: large(log, topic(log, 1), 256),
      by: address(log, topic(log, 2)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x01c6520cf747e4632b43b535b91afe3950ccabc4ab29bbd89e3c1f6b0ba05655': {
    event: 'GuardianChanged',
    indexed: 0,
    decode: (log) => ({
      name: 'rewards.GuardianChanged',
      guardian: address(log, word(log, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e22700': {
    event: 'OwnershipTransferStarted',
    indexed: 2,
    decode: (log) => ({
      name: 'rewards.OwnershipTransferStarted',
      previousOwner: address(log, topic(log, 1)),
      newOwner: address(log, topic(log, 2)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0': {
    event: 'OwnershipTransferred',
    indexed: 2,
    decode: (log) => ({
      name: 'rewards.OwnershipTransferred',
      previousOwner: address(log, topic(log, 1)),
      newOwner: address(log, topic(log, 2)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x55eb99d77b0e1ed261c0a8d11f026f811b8af01455a2b45189bcc87b93dfbbb7': {
    event: 'PublisherChanged',
    indexed: 0,
    decode: (log) => ({
      name: 'rewards.PublisherChanged',
      publisher: address(log, word(log, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x24b5efa61dd1cfc659205a97fb8ed868f3cb8c81922bab2b96423e5de1de2cb7': {
    event: 'RewardClaimed',
    indexed: 2,
    decode: (log) => ({
      name: 'rewards.RewardClaimed',
      epoch: large(log, topic(log, 1), 256),
      account: address(log, topic(log, 2)),
      amount: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x6d3b3526c1d64ed1a8a582f0041a71afb85c4697f0baaeff178839f65ecde0e8': {
    event: 'UncommittedReturned',
    indexed: 1,
    decode: (log) => ({
      name: 'rewards.UncommittedReturned',
      token: address(log, topic(log, 1)),
      amount: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
