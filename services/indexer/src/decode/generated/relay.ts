import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, large, topic, topicBytes, word } from '../words.ts';

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
    decode: (topics, data) => ({
      name: 'relay.ActExecuted',
      digest: topicBytes(topics, 1),
      account: address(topic(topics, 2)),
      relayer: address(topic(topics, 3)),
      feeToken: address(word(data, 0)),
      fee: large(word(data, 32), 256),
    }),
  },
  '0x694895556242ebba805547e769bc6ea947e2fefe95aae9ce58d2b5343797b363': {
    event: 'ActRevoked',
    indexed: 2,
    decode: (topics, _data) => ({
      name: 'relay.ActRevoked',
      digest: topicBytes(topics, 1),
      account: address(topic(topics, 2)),
    }),
  },
  '0x0a6387c9ea3628b88a633bb4f3b151770f70085117a15f9bf3787cda53f13d31': {
    event: 'EIP712DomainChanged',
    indexed: 0,
    decode: (_topics, _data) => ({ name: 'relay.EIP712DomainChanged' }),
  },
};
