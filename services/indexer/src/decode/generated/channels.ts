import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes32, large, small, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export type ChannelsEvent =
  | { readonly name: 'channels.ChannelClosed'; readonly channelId: Bytes32; readonly refunded: bigint }
  | { readonly name: 'channels.ChannelClosing'; readonly channelId: Bytes32; readonly closesAt: number }
  | {
      readonly name: 'channels.ChannelOpened';
      readonly channelId: Bytes32;
      readonly payer: Address;
      readonly payee: Address;
      readonly token: Address;
      readonly signer: Address;
      readonly deposit: bigint;
      readonly closeDelay: number;
      readonly feeRate: number;
    }
  | {
      readonly name: 'channels.ChannelToppedUp';
      readonly channelId: Bytes32;
      readonly from: Address;
      readonly amount: bigint;
      readonly deposit: bigint;
    }
  | { readonly name: 'channels.EIP712DomainChanged' }
  | {
      readonly name: 'channels.VoucherRedeemed';
      readonly channelId: Bytes32;
      readonly cumulative: bigint;
      readonly paid: bigint;
      readonly fee: bigint;
    };

export const channelsDecoders: EventDecoders<ChannelsEvent> = {
  '0x74e9aa18d6bb2c4887e76896296ce0a296a2e8315bb319b08b7607ff92fbef79': {
    event: 'ChannelClosed',
    indexed: 1,
    decode: (log) => ({
      name: 'channels.ChannelClosed',
      channelId: bytes32(log, topic(log, 1)),
      refunded: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x59dc788f6f719dc0bea4b5c5d75cedf30df11f7eb80ebedbbf5774ed5a6ac038': {
    event: 'ChannelClosing',
    indexed: 1,
    decode: (log) => ({
      name: 'channels.ChannelClosing',
      channelId: bytes32(log, topic(log, 1)),
      closesAt: small(log, word(log, 0), 40),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xb0a331c9b3b0346851da7625c68070e268a80780b2d9c558691b623225a74cb4': {
    event: 'ChannelOpened',
    indexed: 3,
    decode: (log) => ({
      name: 'channels.ChannelOpened',
      channelId: bytes32(log, topic(log, 1)),
      payer: address(log, topic(log, 2)),
      payee: address(log, topic(log, 3)),
      token: address(log, word(log, 0)),
      signer: address(log, word(log, 32)),
      deposit: large(log, word(log, 64), 256),
      closeDelay: small(log, word(log, 96), 24),
      feeRate: small(log, word(log, 128), 16),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xb546bca823d6794e858dd6ca55add74d30c6870e1da8fbdca5d6e54f3f4312ce': {
    event: 'ChannelToppedUp',
    indexed: 2,
    decode: (log) => ({
      name: 'channels.ChannelToppedUp',
      channelId: bytes32(log, topic(log, 1)),
      from: address(log, topic(log, 2)),
      amount: large(log, word(log, 0), 256),
      deposit: large(log, word(log, 32), 256),
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
      name: 'channels.EIP712DomainChanged',
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x696c1f18f445649cdd5b1b64f6a5b47c0cef07277fd0d2088268b4b68aa20315': {
    event: 'VoucherRedeemed',
    indexed: 1,
    decode: (log) => ({
      name: 'channels.VoucherRedeemed',
      channelId: bytes32(log, topic(log, 1)),
      cumulative: large(log, word(log, 0), 256),
      paid: large(log, word(log, 32), 256),
      fee: large(log, word(log, 64), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
