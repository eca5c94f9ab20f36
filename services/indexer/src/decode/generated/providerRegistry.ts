import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type RawLog } from '@atoll/chain/raw-log';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes32, elsewhere, flag, large, small, text, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export interface Environment {
  readonly resourcesDigest: Bytes32;
  readonly token: Address;
  readonly pricePerSecond: bigint;
  readonly slots: number;
  readonly active: boolean;
}

function readEnvironment(log: RawLog, start: number): Environment {
  return {
    resourcesDigest: bytes32(log, word(log, start)),
    token: address(log, word(log, start + 32)),
    pricePerSecond: large(log, word(log, start + 64), 96),
    slots: small(log, word(log, start + 96), 16),
    active: flag(log, word(log, start + 128)),
  };
}

export interface Curve {
  readonly kink: number;
  readonly atZero: number;
  readonly atKink: number;
  readonly atFull: number;
}

function readCurve(log: RawLog, start: number): Curve {
  return {
    kink: small(log, word(log, start), 16),
    atZero: small(log, word(log, start + 32), 32),
    atKink: small(log, word(log, start + 64), 32),
    atFull: small(log, word(log, start + 96), 32),
  };
}

export type ProviderRegistryEvent =
  | {
      readonly name: 'providerRegistry.CollateralDeposited';
      readonly provider: Address;
      readonly token: Address;
      readonly amount: bigint;
    }
  | {
      readonly name: 'providerRegistry.CollateralFrozen';
      readonly provider: Address;
      readonly token: Address;
      readonly jobId: Bytes32;
      readonly amount: bigint;
    }
  | {
      readonly name: 'providerRegistry.CollateralSlashed';
      readonly provider: Address;
      readonly token: Address;
      readonly jobId: Bytes32;
      readonly amount: bigint;
    }
  | {
      readonly name: 'providerRegistry.CollateralUnbonding';
      readonly provider: Address;
      readonly token: Address;
      readonly amount: bigint;
      readonly availableAt: number;
    }
  | {
      readonly name: 'providerRegistry.CollateralUnfrozen';
      readonly provider: Address;
      readonly token: Address;
      readonly jobId: Bytes32;
      readonly amount: bigint;
    }
  | {
      readonly name: 'providerRegistry.CollateralWithdrawn';
      readonly provider: Address;
      readonly token: Address;
      readonly to: Address;
      readonly amount: bigint;
    }
  | { readonly name: 'providerRegistry.CurveChanged'; readonly curve: Curve }
  | {
      readonly name: 'providerRegistry.EnvironmentSet';
      readonly provider: Address;
      readonly environment: Bytes32;
      readonly details: Environment;
    }
  | {
      readonly name: 'providerRegistry.OwnershipTransferStarted';
      readonly previousOwner: Address;
      readonly newOwner: Address;
    }
  | {
      readonly name: 'providerRegistry.OwnershipTransferred';
      readonly previousOwner: Address;
      readonly newOwner: Address;
    }
  | {
      readonly name: 'providerRegistry.ProviderDrainingChanged';
      readonly provider: Address;
      readonly draining: boolean;
    }
  | {
      readonly name: 'providerRegistry.ProviderRegistered';
      readonly provider: Address;
      readonly operator: Address;
      readonly payout: Address;
      readonly endpoint: string;
    }
  | {
      readonly name: 'providerRegistry.ProviderUpdated';
      readonly provider: Address;
      readonly operator: Address;
      readonly payout: Address;
      readonly endpoint: string;
    }
  | {
      readonly name: 'providerRegistry.SlotsScheduled';
      readonly provider: Address;
      readonly environment: Bytes32;
      readonly slots: number;
      readonly nextSlots: number;
      readonly slotsFrom: number;
    };

export const providerRegistryDecoders: EventDecoders<ProviderRegistryEvent> = {
  '0xf1c0dd7e9b98bbff859029005ef89b127af049cd18df1a8d79f0b7e019911e56': {
    event: 'CollateralDeposited',
    indexed: 2,
    decode: (log) => ({
      name: 'providerRegistry.CollateralDeposited',
      provider: address(log, topic(log, 1)),
      token: address(log, topic(log, 2)),
      amount: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x1fd3c12aa82e4b8799acd5ad2d919480f048b4c26a8cdc2f42decc093af49288': {
    event: 'CollateralFrozen',
    indexed: 3,
    decode: (log) => ({
      name: 'providerRegistry.CollateralFrozen',
      provider: address(log, topic(log, 1)),
      token: address(log, topic(log, 2)),
      jobId: bytes32(log, topic(log, 3)),
      amount: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xb3128d9b7d320956d42d0a44cd0f15c079895be2a905d6a90b930d030fc78d13': {
    event: 'CollateralSlashed',
    indexed: 3,
    decode: (log) => ({
      name: 'providerRegistry.CollateralSlashed',
      provider: address(log, topic(log, 1)),
      token: address(log, topic(log, 2)),
      jobId: bytes32(log, topic(log, 3)),
      amount: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x3bb728611878023844c883ed328d0dff1569897af21001036a826b6ab721ceac': {
    event: 'CollateralUnbonding',
    indexed: 2,
    decode: (log) => ({
      name: 'providerRegistry.CollateralUnbonding',
      provider: address(log, topic(log, 1)),
      token: address(log, topic(log, 2)),
      amount: large(log, word(log, 0), 256),
      availableAt: small(log, word(log, 32), 40),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x6feeb08d314c5c09e93c3ecae4a14d560a1ff84a9a7b9ac85e722b298d8caaa4': {
    event: 'CollateralUnfrozen',
    indexed: 3,
    decode: (log) => ({
      name: 'providerRegistry.CollateralUnfrozen',
      provider: address(log, topic(log, 1)),
      token: address(log, topic(log, 2)),
      jobId: bytes32(log, topic(log, 3)),
      amount: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x066ba4a8f1b0176abba8cd70012fabcaa801a97916823e068d94ec15deb9037a': {
    event: 'CollateralWithdrawn',
    indexed: 2,
    decode: (log) => ({
      name: 'providerRegistry.CollateralWithdrawn',
      provider: address(log, topic(log, 1)),
      token: address(log, topic(log, 2)),
      to: address(log, word(log, 0)),
      amount: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xa99d954d328065598259e6da7c47371b3dfff10a7ca2a23a76c2d1c8c777ab66': {
    event: 'CurveChanged',
    indexed: 0,
    decode: (log) => ({
      name: 'providerRegistry.CurveChanged',
      curve: readCurve(log, 0),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x64bd243ef965aba9dfbd3e4abf32af5b8388025a92f491825a74ea01484f4454': {
    event: 'EnvironmentSet',
    indexed: 2,
    decode: (log) => ({
      name: 'providerRegistry.EnvironmentSet',
      provider: address(log, topic(log, 1)),
      environment: bytes32(log, topic(log, 2)),
      details: readEnvironment(log, 0),
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
      name: 'providerRegistry.OwnershipTransferStarted',
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
      name: 'providerRegistry.OwnershipTransferred',
      previousOwner: address(log, topic(log, 1)),
      newOwner: address(log, topic(log, 2)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x2ee06f4390dfa6c820733ae10f25362a2d21a6c9dbb86dc2887df3f9e14672e3': {
    event: 'ProviderDrainingChanged',
    indexed: 1,
    decode: (log) => ({
      name: 'providerRegistry.ProviderDrainingChanged',
      provider: address(log, topic(log, 1)),
      draining: flag(log, word(log, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xb3a1029da42e499516728c624075bf39ad4172866e245121f8b34e1fd5866dc4': {
    event: 'ProviderRegistered',
    indexed: 1,
    decode: (log) => ({
      name: 'providerRegistry.ProviderRegistered',
      provider: address(log, topic(log, 1)),
      operator: address(log, word(log, 0)),
      payout: address(log, word(log, 32)),
      endpoint: text(log, elsewhere(log, 0, 64)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x6565f64fe65ed0bc20a6e377b4069e8db5d3c674b262195170809b565ef50a4b': {
    event: 'ProviderUpdated',
    indexed: 1,
    decode: (log) => ({
      name: 'providerRegistry.ProviderUpdated',
      provider: address(log, topic(log, 1)),
      operator: address(log, word(log, 0)),
      payout: address(log, word(log, 32)),
      endpoint: text(log, elsewhere(log, 0, 64)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xa0c2bcb3de0ebbfbeffedaa537bfd4cc26ea439240730bc3e5769236881a48df': {
    event: 'SlotsScheduled',
    indexed: 2,
    decode: (log) => ({
      name: 'providerRegistry.SlotsScheduled',
      provider: address(log, topic(log, 1)),
      environment: bytes32(log, topic(log, 2)),
      slots: small(log, word(log, 0), 16),
      nextSlots: small(log, word(log, 32), 16),
      slotsFrom: small(log, word(log, 64), 40),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
