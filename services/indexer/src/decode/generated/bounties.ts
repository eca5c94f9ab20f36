import { bountyKinds } from '@atoll/schemas/bounty';
import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes32, large, named, small, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export type BountiesEvent =
  | {
      readonly name: 'bounties.BountyAwarded';
      readonly bountyId: Bytes32;
      readonly submission: number;
      readonly submitter: Address;
      readonly amount: bigint;
    }
  | { readonly name: 'bounties.BountyClosed'; readonly bountyId: Bytes32; readonly rest: bigint }
  | {
      readonly name: 'bounties.BountyFunded';
      readonly bountyId: Bytes32;
      readonly funder: Address;
      readonly amount: bigint;
      readonly total: bigint;
    }
  | {
      readonly name: 'bounties.BountyOpened';
      readonly bountyId: Bytes32;
      readonly funder: Address;
      readonly judge: Address;
      readonly kind: (typeof bountyKinds)[number];
      readonly token: Address;
      readonly specification: Bytes32;
      readonly submitUntil: number;
      readonly decideUntil: number;
    }
  | {
      readonly name: 'bounties.ContributionReclaimed';
      readonly bountyId: Bytes32;
      readonly funder: Address;
      readonly amount: bigint;
    }
  | {
      readonly name: 'bounties.SubmissionMade';
      readonly bountyId: Bytes32;
      readonly submitter: Address;
      readonly submission: number;
      readonly assetId: bigint;
      readonly digest: Bytes32;
    }
  | { readonly name: 'bounties.SubmissionRejected'; readonly bountyId: Bytes32; readonly submission: number };

export const bountiesDecoders: EventDecoders<BountiesEvent> = {
  '0xaecb5899f0567142ea098c6cfe68fcc26b1c3af259ae3592c20d1ff026bfb089': {
    event: 'BountyAwarded',
    indexed: 2,
    decode: (log) => ({
      name: 'bounties.BountyAwarded',
      bountyId: bytes32(log, topic(log, 1)),
      submitter: address(log, topic(log, 2)),
      submission: small(log, word(log, 0), 32),
      amount: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x7164902c8d40f328131ec374b0a2235a422206b30d176b713b5218e37a529d52': {
    event: 'BountyClosed',
    indexed: 1,
    decode: (log) => ({
      name: 'bounties.BountyClosed',
      bountyId: bytes32(log, topic(log, 1)),
      rest: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x93e7940f6dccf625d33537f0e9a4d245524be21909fe906f73d9580564cbf711': {
    event: 'BountyFunded',
    indexed: 2,
    decode: (log) => ({
      name: 'bounties.BountyFunded',
      bountyId: bytes32(log, topic(log, 1)),
      funder: address(log, topic(log, 2)),
      amount: large(log, word(log, 0), 256),
      total: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xcfefe6f86352c92081978147d7d707eed4b819eb29e75c96041ceba9daac6c08': {
    event: 'BountyOpened',
    indexed: 3,
    decode: (log) => ({
      name: 'bounties.BountyOpened',
      bountyId: bytes32(log, topic(log, 1)),
      funder: address(log, topic(log, 2)),
      judge: address(log, topic(log, 3)),
      kind: named(log, word(log, 0), bountyKinds),
      token: address(log, word(log, 32)),
      specification: bytes32(log, word(log, 64)),
      submitUntil: small(log, word(log, 96), 40),
      decideUntil: small(log, word(log, 128), 40),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x6341607814804cf277319f4e74789c466743d639c1d61374dc0629d2c89a0a94': {
    event: 'ContributionReclaimed',
    indexed: 2,
    decode: (log) => ({
      name: 'bounties.ContributionReclaimed',
      bountyId: bytes32(log, topic(log, 1)),
      funder: address(log, topic(log, 2)),
      amount: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xb9b7dd4b1fdc20246c27067efa0260017b676839b063d41e86b9579ec9f7257b': {
    event: 'SubmissionMade',
    indexed: 2,
    decode: (log) => ({
      name: 'bounties.SubmissionMade',
      bountyId: bytes32(log, topic(log, 1)),
      submitter: address(log, topic(log, 2)),
      submission: small(log, word(log, 0), 32),
      assetId: large(log, word(log, 32), 256),
      digest: bytes32(log, word(log, 64)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xb4ace154b8cdcb77a85fae6aae1a016067b26e203deccf07e751c64d56bf9e6b': {
    event: 'SubmissionRejected',
    indexed: 1,
    decode: (log) => ({
      name: 'bounties.SubmissionRejected',
      bountyId: bytes32(log, topic(log, 1)),
      submission: small(log, word(log, 0), 32),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
