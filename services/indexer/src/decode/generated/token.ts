import { type Address } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, large, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export type TokenEvent =
  | {
      readonly name: 'token.Approval';
      readonly owner: Address;
      readonly spender: Address;
      readonly value: bigint;
    }
  | {
      readonly name: 'token.DelegateChanged';
      readonly delegator: Address;
      readonly fromDelegate: Address;
      readonly toDelegate: Address;
    }
  | {
      readonly name: 'token.DelegateVotesChanged';
      readonly delegate: Address;
      readonly previousVotes: bigint;
      readonly newVotes: bigint;
    }
  | { readonly name: 'token.EIP712DomainChanged' }
  | { readonly name: 'token.Transfer'; readonly from: Address; readonly to: Address; readonly value: bigint };

export const tokenDecoders: EventDecoders<TokenEvent> = {
  '0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925': {
    event: 'Approval',
    indexed: 2,
    decode: (log) => ({
      name: 'token.Approval',
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
  '0x3134e8a2e6d97e929a7e54011ea5485d7d196dd5f0ba4d4ef95803e8e3fc257f': {
    event: 'DelegateChanged',
    indexed: 3,
    decode: (log) => ({
      name: 'token.DelegateChanged',
      delegator: address(log, topic(log, 1)),
      fromDelegate: address(log, topic(log, 2)),
      toDelegate: address(log, topic(log, 3)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xdec2bacdd2f05b59de34da9b523dff8be42e5e38e818c82fdb0bae774387a724': {
    event: 'DelegateVotesChanged',
    indexed: 1,
    decode: (log) => ({
      name: 'token.DelegateVotesChanged',
      delegate: address(log, topic(log, 1)),
      previousVotes: large(log, word(log, 0), 256),
      newVotes: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31': {
    event: 'EIP712DomainChanged',
    indexed: 0,
    decode: (log) => ({
      name: 'token.EIP712DomainChanged',
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
      name: 'token.Transfer',
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
