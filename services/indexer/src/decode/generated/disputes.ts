import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type RawLog } from '@atoll/chain/raw-log';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes32, flag, large, small, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export interface DisputeTerms {
  readonly arbiter: Address;
  readonly bondRate: number;
  readonly rulingTerm: number;
  readonly buyerShare: number;
}

function readDisputeTerms(log: RawLog, start: number): DisputeTerms {
  return {
    arbiter: address(log, word(log, start)),
    bondRate: small(log, word(log, start + 32), 16),
    rulingTerm: small(log, word(log, start + 64), 24),
    buyerShare: small(log, word(log, start + 96), 16),
  };
}

export type DisputesEvent =
  | {
      readonly name: 'disputes.DisputeAnswered';
      readonly jobId: Bytes32;
      readonly by: Address;
      readonly evidence: Bytes32;
    }
  | { readonly name: 'disputes.DisputeLapsed'; readonly jobId: Bytes32 }
  | {
      readonly name: 'disputes.DisputeOpened';
      readonly jobId: Bytes32;
      readonly buyer: Address;
      readonly provider: Address;
      readonly token: Address;
      readonly bond: bigint;
      readonly frozen: bigint;
      readonly arbiter: Address;
      readonly ruleBy: number;
      readonly evidence: Bytes32;
    }
  | {
      readonly name: 'disputes.DisputePaid';
      readonly jobId: Bytes32;
      readonly toBuyer: bigint;
      readonly toTreasury: bigint;
    }
  | {
      readonly name: 'disputes.DisputeRuled';
      readonly jobId: Bytes32;
      readonly slashed: bigint;
      readonly bondForfeited: boolean;
    }
  | { readonly name: 'disputes.DisputeTermsChanged'; readonly terms: DisputeTerms }
  | {
      readonly name: 'disputes.OwnershipTransferStarted';
      readonly previousOwner: Address;
      readonly newOwner: Address;
    }
  | {
      readonly name: 'disputes.OwnershipTransferred';
      readonly previousOwner: Address;
      readonly newOwner: Address;
    };

export const disputesDecoders: EventDecoders<DisputesEvent> = {
  '0x84445ef019b0772bf409d22b2295a4bb155c8ad915fc8049c431cdcbe3b1d9ab': {
    event: 'DisputeAnswered',
    indexed: 2,
    decode: (log) => ({
      name: 'disputes.DisputeAnswered',
      jobId: bytes32(log, topic(log, 1)),
      by: address(log, topic(log, 2)),
      evidence: bytes32(log, word(log, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x091a00bed9a98cede089a598ed1259d31c4b2d38cdf392a54b9fb869973d0cdf': {
    event: 'DisputeLapsed',
    indexed: 1,
    decode: (log) => ({
      name: 'disputes.DisputeLapsed',
      jobId: bytes32(log, topic(log, 1)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x808a440dd28b57dd2389318af6dd7052f7cd6fc952507c09399f785b95d716c9': {
    event: 'DisputeOpened',
    indexed: 3,
    decode: (log) => ({
      name: 'disputes.DisputeOpened',
      jobId: bytes32(log, topic(log, 1)),
      buyer: address(log, topic(log, 2)),
      provider: address(log, topic(log, 3)),
      token: address(log, word(log, 0)),
      bond: large(log, word(log, 32), 256),
      frozen: large(log, word(log, 64), 256),
      arbiter: address(log, word(log, 96)),
      ruleBy: small(log, word(log, 128), 40),
      evidence: bytes32(log, word(log, 160)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xff71c48966c38a60f987acb8da3083c2870e9f346a3f6b2fa165aac18abf687d': {
    event: 'DisputePaid',
    indexed: 1,
    decode: (log) => ({
      name: 'disputes.DisputePaid',
      jobId: bytes32(log, topic(log, 1)),
      toBuyer: large(log, word(log, 0), 256),
      toTreasury: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xe00c8ecc6002dd08a8273e645baf4fd01b1b404513cd1bbb5e20356827c5c119': {
    event: 'DisputeRuled',
    indexed: 1,
    decode: (log) => ({
      name: 'disputes.DisputeRuled',
      jobId: bytes32(log, topic(log, 1)),
      slashed: large(log, word(log, 0), 256),
      bondForfeited: flag(log, word(log, 32)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xa006b381180aae4cc59a0b913f7ec81dbb4cff92f853ff78ae7314d6cf8395f9': {
    event: 'DisputeTermsChanged',
    indexed: 0,
    decode: (log) => ({
      name: 'disputes.DisputeTermsChanged',
      terms: readDisputeTerms(log, 0),
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
      name: 'disputes.OwnershipTransferStarted',
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
      name: 'disputes.OwnershipTransferred',
      previousOwner: address(log, topic(log, 1)),
      newOwner: address(log, topic(log, 2)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
