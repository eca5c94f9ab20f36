import { type Address, type Bytes32, type Hex } from '@atoll/schemas/ids';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes, bytes32, elsewhere, large, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export type TimelockEvent =
  | {
      readonly name: 'timelock.CallExecuted';
      readonly id: Bytes32;
      readonly index: bigint;
      readonly target: Address;
      readonly value: bigint;
      readonly data: Hex;
    }
  | { readonly name: 'timelock.CallSalt'; readonly id: Bytes32; readonly salt: Bytes32 }
  | {
      readonly name: 'timelock.CallScheduled';
      readonly id: Bytes32;
      readonly index: bigint;
      readonly target: Address;
      readonly value: bigint;
      readonly data: Hex;
      readonly predecessor: Bytes32;
      readonly delay: bigint;
    }
  | { readonly name: 'timelock.Cancelled'; readonly id: Bytes32 }
  | { readonly name: 'timelock.MinDelayChange'; readonly oldDuration: bigint; readonly newDuration: bigint }
  | {
      readonly name: 'timelock.RoleAdminChanged';
      readonly role: Bytes32;
      readonly previousAdminRole: Bytes32;
      readonly newAdminRole: Bytes32;
    }
  | {
      readonly name: 'timelock.RoleGranted';
      readonly role: Bytes32;
      readonly account: Address;
      readonly sender: Address;
    }
  | {
      readonly name: 'timelock.RoleRevoked';
      readonly role: Bytes32;
      readonly account: Address;
      readonly sender: Address;
    };

export const timelockDecoders: EventDecoders<TimelockEvent> = {
  '0xc2617efa69bab66782fa219543714338489c4e9e178271560a91b82c3f612b58': {
    event: 'CallExecuted',
    indexed: 2,
    decode: (log) => ({
      name: 'timelock.CallExecuted',
      id: bytes32(log, topic(log, 1)),
      index: large(log, topic(log, 2), 256),
      target: address(log, word(log, 0)),
      value: large(log, word(log, 32), 256),
      data: bytes(log, elsewhere(log, 0, 64)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x20fda5fd27a1ea7bf5b9567f143ac5470bb059374a27e8f67cb44f946f6d0387': {
    event: 'CallSalt',
    indexed: 1,
    decode: (log) => ({
      name: 'timelock.CallSalt',
      id: bytes32(log, topic(log, 1)),
      salt: bytes32(log, word(log, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x4cf4410cc57040e44862ef0f45f3dd5a5e02db8eb8add648d4b0e236f1d07dca': {
    event: 'CallScheduled',
    indexed: 2,
    decode: (log) => ({
      name: 'timelock.CallScheduled',
      id: bytes32(log, topic(log, 1)),
      index: large(log, topic(log, 2), 256),
      target: address(log, word(log, 0)),
      value: large(log, word(log, 32), 256),
      data: bytes(log, elsewhere(log, 0, 64)),
      predecessor: bytes32(log, word(log, 96)),
      delay: large(log, word(log, 128), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xbaa1eb22f2a492ba1a5fea61b8df4d27c6c8b5f3971e63bb58fa14ff72eedb70': {
    event: 'Cancelled',
    indexed: 1,
    decode: (log) => ({
      name: 'timelock.Cancelled',
      id: bytes32(log, topic(log, 1)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x11c24f4ead16507c69ac467fbd5e4eed5fb5c699626d2cc6d66421df253886d5': {
    event: 'MinDelayChange',
    indexed: 0,
    decode: (log) => ({
      name: 'timelock.MinDelayChange',
      oldDuration: large(log, word(log, 0), 256),
      newDuration: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xbd79b86ffe0ab8e8776151514217cd7cacd52c909f66475c3af44e129f0b00ff': {
    event: 'RoleAdminChanged',
    indexed: 3,
    decode: (log) => ({
      name: 'timelock.RoleAdminChanged',
      role: bytes32(log, topic(log, 1)),
      previousAdminRole: bytes32(log, topic(log, 2)),
      newAdminRole: bytes32(log, topic(log, 3)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d': {
    event: 'RoleGranted',
    indexed: 3,
    decode: (log) => ({
      name: 'timelock.RoleGranted',
      role: bytes32(log, topic(log, 1)),
      account: address(log, topic(log, 2)),
      sender: address(log, topic(log, 3)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xf6391f5c32d9c69d2a47ea670b442974b53935d1edc7fd64eb21e047a839171b': {
    event: 'RoleRevoked',
    indexed: 3,
    decode: (log) => ({
      name: 'timelock.RoleRevoked',
      role: bytes32(log, topic(log, 1)),
      account: address(log, topic(log, 2)),
      sender: address(log, topic(log, 3)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
