import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes32, large, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export type RelayEvent =
  | {
      readonly name: 'relay.ActExecuted';
      readonly digest: Bytes32;
      readonly account: Address;
      readonly relayer: Address;
      readonly feeToken: Address;
      readonly fee: bigint;
    }
  | { readonly name: 'relay.ActRevoked'; readonly digest: Bytes32; readonly account: Address }
  | { readonly name: 'relay.EIP712DomainChanged' };

export const relayDecoders: EventDecoders<RelayEvent> = {
  '0x8c70551166547ab3e5926b72c025f7f7c563164fb4e3023ef7cb6d9d8182dab3': {
    event: 'ActExecuted',
    indexed: 3,
    decode: (log) => ({
      name: 'relay.ActExecuted',
      digest: bytes32(log, topic(log, 1)),
      account: address(log, topic(log, 2)),
      relayer: address(log, topic(log, 3)),
      feeToken: address(log, word(log, 0)),
      fee: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x694895556242ebba805547e769bc6ea947e2fefe95aae9ce58d2b5343797b363': {
    event: 'ActRevoked',
    indexed: 2,
    decode: (log) => ({
      name: 'relay.ActRevoked',
      digest: bytes32(log, topic(log, 1)),
      account: address(log, topic(log, 2)),
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
      name: 'relay.EIP712DomainChanged',
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
