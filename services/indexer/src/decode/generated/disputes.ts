import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes32, flag, large, small, topic, topicBytes, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export interface DisputeTerms {
  readonly arbiter: Address;
  readonly bondRate: number;
  readonly rulingTerm: number;
  readonly buyerShare: number;
}

function readDisputeTerms(data: string, start: number): DisputeTerms {
  return {
    arbiter: address(word(data, start)),
    bondRate: small(word(data, start + 32), 16),
    rulingTerm: small(word(data, start + 64), 24),
    buyerShare: small(word(data, start + 96), 16),
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
    decode: (topics, data) => ({
      name: 'disputes.DisputeAnswered',
      jobId: topicBytes(topics, 1),
      by: address(topic(topics, 2)),
      evidence: bytes32(word(data, 0)),
    }),
  },
  '0x091a00bed9a98cede089a598ed1259d31c4b2d38cdf392a54b9fb869973d0cdf': {
    event: 'DisputeLapsed',
    indexed: 1,
    decode: (topics, _data) => ({ name: 'disputes.DisputeLapsed', jobId: topicBytes(topics, 1) }),
  },
  '0x808a440dd28b57dd2389318af6dd7052f7cd6fc952507c09399f785b95d716c9': {
    event: 'DisputeOpened',
    indexed: 3,
    decode: (topics, data) => ({
      name: 'disputes.DisputeOpened',
      jobId: topicBytes(topics, 1),
      buyer: address(topic(topics, 2)),
      provider: address(topic(topics, 3)),
      token: address(word(data, 0)),
      bond: large(word(data, 32), 256),
      frozen: large(word(data, 64), 256),
      arbiter: address(word(data, 96)),
      ruleBy: small(word(data, 128), 40),
      evidence: bytes32(word(data, 160)),
    }),
  },
  '0xff71c48966c38a60f987acb8da3083c2870e9f346a3f6b2fa165aac18abf687d': {
    event: 'DisputePaid',
    indexed: 1,
    decode: (topics, data) => ({
      name: 'disputes.DisputePaid',
      jobId: topicBytes(topics, 1),
      toBuyer: large(word(data, 0), 256),
      toTreasury: large(word(data, 32), 256),
    }),
  },
  '0xe00c8ecc6002dd08a8273e645baf4fd01b1b404513cd1bbb5e20356827c5c119': {
    event: 'DisputeRuled',
    indexed: 1,
    decode: (topics, data) => ({
      name: 'disputes.DisputeRuled',
      jobId: topicBytes(topics, 1),
      slashed: large(word(data, 0), 256),
      bondForfeited: flag(word(data, 32)),
    }),
  },
  '0xa006b381180aae4cc59a0b913f7ec81dbb4cff92f853ff78ae7314d6cf8395f9': {
    event: 'DisputeTermsChanged',
    indexed: 0,
    decode: (_topics, data) => ({ name: 'disputes.DisputeTermsChanged', terms: readDisputeTerms(data, 0) }),
  },
  '0x38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e22700': {
    event: 'OwnershipTransferStarted',
    indexed: 2,
    decode: (topics, _data) => ({
      name: 'disputes.OwnershipTransferStarted',
      previousOwner: address(topic(topics, 1)),
      newOwner: address(topic(topics, 2)),
    }),
  },
  '0x8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e0': {
    event: 'OwnershipTransferred',
    indexed: 2,
    decode: (topics, _data) => ({
      name: 'disputes.OwnershipTransferred',
      previousOwner: address(topic(topics, 1)),
      newOwner: address(topic(topics, 2)),
    }),
  },
};
