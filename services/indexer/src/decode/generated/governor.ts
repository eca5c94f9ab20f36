import { type Address, type Hex } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes, elsewhere, large, list, small, spreadList, text, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export type GovernorEvent =
  | { readonly name: 'governor.EIP712DomainChanged' }
  | {
      readonly name: 'governor.LateQuorumVoteExtensionSet';
      readonly oldVoteExtension: bigint;
      readonly newVoteExtension: bigint;
    }
  | { readonly name: 'governor.ProposalCanceled'; readonly proposalId: bigint }
  | {
      readonly name: 'governor.ProposalCreated';
      readonly proposalId: bigint;
      readonly proposer: Address;
      readonly targets: readonly Address[];
      readonly values: readonly bigint[];
      readonly signatures: readonly string[];
      readonly calldatas: readonly Hex[];
      readonly voteStart: bigint;
      readonly voteEnd: bigint;
      readonly description: string;
    }
  | { readonly name: 'governor.ProposalExecuted'; readonly proposalId: bigint }
  | {
      readonly name: 'governor.ProposalExtended';
      readonly proposalId: bigint;
      readonly extendedDeadline: bigint;
    }
  | { readonly name: 'governor.ProposalQueued'; readonly proposalId: bigint; readonly etaSeconds: bigint }
  | {
      readonly name: 'governor.ProposalThresholdSet';
      readonly oldProposalThreshold: bigint;
      readonly newProposalThreshold: bigint;
    }
  | {
      readonly name: 'governor.QuorumNumeratorUpdated';
      readonly oldQuorumNumerator: bigint;
      readonly newQuorumNumerator: bigint;
    }
  | { readonly name: 'governor.TimelockChange'; readonly oldTimelock: Address; readonly newTimelock: Address }
  | {
      readonly name: 'governor.VoteCast';
      readonly voter: Address;
      readonly proposalId: bigint;
      readonly support: number;
      readonly weight: bigint;
      readonly reason: string;
    }
  | {
      readonly name: 'governor.VoteCastWithParams';
      readonly voter: Address;
      readonly proposalId: bigint;
      readonly support: number;
      readonly weight: bigint;
      readonly reason: string;
      readonly params: Hex;
    }
  | {
      readonly name: 'governor.VotingDelaySet';
      readonly oldVotingDelay: bigint;
      readonly newVotingDelay: bigint;
    }
  | {
      readonly name: 'governor.VotingPeriodSet';
      readonly oldVotingPeriod: bigint;
      readonly newVotingPeriod: bigint;
    };

export const governorDecoders: EventDecoders<GovernorEvent> = {
  '0x0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31': {
    event: 'EIP712DomainChanged',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.EIP712DomainChanged',
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x7ca4ac117ed3cdce75c1161d8207c440389b1a15d69d096831664657c07dafc2': {
    event: 'LateQuorumVoteExtensionSet',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.LateQuorumVoteExtensionSet',
      oldVoteExtension: large(log, word(log, 0), 64),
      newVoteExtension: large(log, word(log, 32), 64),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x789cf55be980739dad1d0699b93b58e806b51c9d96619bfa8fe0a28abaa7b30c': {
    event: 'ProposalCanceled',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.ProposalCanceled',
      proposalId: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x7d84a6263ae0d98d3329bd7b46bb4e8d6f98cd35a7adb45c274c8b7fd5ebd5e0': {
    event: 'ProposalCreated',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.ProposalCreated',
      proposalId: large(log, word(log, 0), 256),
      proposer: address(log, word(log, 32)),
      targets: list(log, elsewhere(log, 0, 64), 32, (at) => address(log, word(log, at))),
      values: list(log, elsewhere(log, 0, 96), 32, (at) => large(log, word(log, at), 256)),
      signatures: spreadList(log, elsewhere(log, 0, 128), (at) => text(log, at)),
      calldatas: spreadList(log, elsewhere(log, 0, 160), (at) => bytes(log, at)),
      voteStart: large(log, word(log, 192), 256),
      voteEnd: large(log, word(log, 224), 256),
      description: text(log, elsewhere(log, 0, 256)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x712ae1383f79ac853f8d882153778e0260ef8f03b504e2866e0593e04d2b291f': {
    event: 'ProposalExecuted',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.ProposalExecuted',
      proposalId: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x541f725fb9f7c98a30cc9c0ff32fbb14358cd7159c847a3aa20a2bdc442ba511': {
    event: 'ProposalExtended',
    indexed: 1,
    decode: (log) => ({
      name: 'governor.ProposalExtended',
      proposalId: large(log, topic(log, 1), 256),
      extendedDeadline: large(log, word(log, 0), 64),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x9a2e42fd6722813d69113e7d0079d3d940171428df7373df9c7f7617cfda2892': {
    event: 'ProposalQueued',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.ProposalQueued',
      proposalId: large(log, word(log, 0), 256),
      etaSeconds: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xccb45da8d5717e6c4544694297c4ba5cf151d455c9bb0ed4fc7a38411bc05461': {
    event: 'ProposalThresholdSet',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.ProposalThresholdSet',
      oldProposalThreshold: large(log, word(log, 0), 256),
      newProposalThreshold: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x0553476bf02ef2726e8ce5ced78d63e26e602e4a2257b1f559418e24b4633997': {
    event: 'QuorumNumeratorUpdated',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.QuorumNumeratorUpdated',
      oldQuorumNumerator: large(log, word(log, 0), 256),
      newQuorumNumerator: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x08f74ea46ef7894f65eabfb5e6e695de773a000b47c529ab559178069b226401': {
    event: 'TimelockChange',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.TimelockChange',
      oldTimelock: address(log, word(log, 0)),
      newTimelock: address(log, word(log, 32)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xb8e138887d0aa13bab447e82de9d5c1777041ecd21ca36ba824ff1e6c07ddda4': {
    event: 'VoteCast',
    indexed: 1,
    decode: (log) => ({
      name: 'governor.VoteCast',
      voter: address(log, topic(log, 1)),
      proposalId: large(log, word(log, 0), 256),
      support: small(log, word(log, 32), 8),
      weight: large(log, word(log, 64), 256),
      reason: text(log, elsewhere(log, 0, 96)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xe2babfbac5889a709b63bb7f598b324e08bc5a4fb9ec647fb3cbc9ec07eb8712': {
    event: 'VoteCastWithParams',
    indexed: 1,
    decode: (log) => ({
      name: 'governor.VoteCastWithParams',
      voter: address(log, topic(log, 1)),
      proposalId: large(log, word(log, 0), 256),
      support: small(log, word(log, 32), 8),
      weight: large(log, word(log, 64), 256),
      reason: text(log, elsewhere(log, 0, 96)),
      params: bytes(log, elsewhere(log, 0, 128)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xc565b045403dc03c2eea82b81a0465edad9e2e7fc4d97e11421c209da93d7a93': {
    event: 'VotingDelaySet',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.VotingDelaySet',
      oldVotingDelay: large(log, word(log, 0), 256),
      newVotingDelay: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x7e3f7f0708a84de9203036abaa450dccc85ad5ff52f78c170f3edb55cf5e8828': {
    event: 'VotingPeriodSet',
    indexed: 0,
    decode: (log) => ({
      name: 'governor.VotingPeriodSet',
      oldVotingPeriod: large(log, word(log, 0), 256),
      newVotingPeriod: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
