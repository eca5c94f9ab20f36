import { outcomes } from '@atoll/schemas/job';
import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type PackedPayment } from '@atoll/chain/payments';
import { type RawLog } from '@atoll/chain/raw-log';
import { type EventDecoders } from '../event-decoders.ts';
import {
  address,
  bytes32,
  elsewhere,
  flag,
  large,
  list,
  named,
  payment,
  small,
  topic,
  word,
} from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export interface Leg {
  readonly assetId: bigint;
  readonly metadataDigest: Bytes32;
  readonly payee: Address;
  readonly price: bigint;
  readonly series: number;
}

function readLeg(log: RawLog, start: number): Leg {
  return {
    assetId: large(log, word(log, start), 256),
    metadataDigest: bytes32(log, word(log, start + 32)),
    payee: address(log, word(log, start + 64)),
    price: large(log, word(log, start + 96), 96),
    series: small(log, word(log, start + 128), 32),
  };
}

export interface Receipt {
  readonly jobId: Bytes32;
  readonly outcome: (typeof outcomes)[number];
  readonly computeSeconds: number;
  readonly resultDigest: Bytes32;
  readonly statementDigest: Bytes32;
  readonly outputsRoot: Bytes32;
}

function readReceipt(log: RawLog, start: number): Receipt {
  return {
    jobId: bytes32(log, word(log, start)),
    outcome: named(log, word(log, start + 32), outcomes),
    computeSeconds: small(log, word(log, start + 64), 32),
    resultDigest: bytes32(log, word(log, start + 96)),
    statementDigest: bytes32(log, word(log, start + 128)),
    outputsRoot: bytes32(log, word(log, start + 160)),
  };
}

export interface Order {
  readonly buyer: Address;
  readonly provider: Address;
  readonly payout: Address;
  readonly token: Address;
  readonly environment: Bytes32;
  readonly datasets: readonly Leg[];
  readonly algorithm: Leg;
  readonly parametersDigest: Bytes32;
  readonly recipient: Bytes32;
  readonly pricePerSecond: bigint;
  readonly maxSeconds: number;
  readonly failureCap: bigint;
  readonly relayFee: bigint;
  readonly feeRate: number;
  readonly runBy: number;
  readonly reviewBy: number;
  readonly settleBy: number;
  readonly salt: Bytes32;
}

function readOrder(log: RawLog, start: number): Order {
  return {
    buyer: address(log, word(log, start)),
    provider: address(log, word(log, start + 32)),
    payout: address(log, word(log, start + 64)),
    token: address(log, word(log, start + 96)),
    environment: bytes32(log, word(log, start + 128)),
    datasets: list(log, elsewhere(log, start, start + 160), 160, (at) => readLeg(log, at)),
    algorithm: readLeg(log, start + 192),
    parametersDigest: bytes32(log, word(log, start + 352)),
    recipient: bytes32(log, word(log, start + 384)),
    pricePerSecond: large(log, word(log, start + 416), 96),
    maxSeconds: small(log, word(log, start + 448), 32),
    failureCap: large(log, word(log, start + 480), 96),
    relayFee: large(log, word(log, start + 512), 96),
    feeRate: small(log, word(log, start + 544), 16),
    runBy: small(log, word(log, start + 576), 40),
    reviewBy: small(log, word(log, start + 608), 40),
    settleBy: small(log, word(log, start + 640), 40),
    salt: bytes32(log, word(log, start + 672)),
  };
}

export interface ExpiryTerms {
  readonly slashRate: number;
  readonly buyerShare: number;
  readonly callerShare: number;
}

function readExpiryTerms(log: RawLog, start: number): ExpiryTerms {
  return {
    slashRate: small(log, word(log, start), 16),
    buyerShare: small(log, word(log, start + 32), 16),
    callerShare: small(log, word(log, start + 64), 16),
  };
}

export type JobsEvent =
  | {
      readonly name: 'jobs.CreditTransferred';
      readonly from: Address;
      readonly to: Address;
      readonly token: Address;
      readonly amount: bigint;
    }
  | {
      readonly name: 'jobs.Deposited';
      readonly from: Address;
      readonly to: Address;
      readonly token: Address;
      readonly amount: bigint;
    }
  | { readonly name: 'jobs.EIP712DomainChanged' }
  | { readonly name: 'jobs.ExpiryTermsChanged'; readonly terms: ExpiryTerms }
  | { readonly name: 'jobs.FeeRateChanged'; readonly feeRate: number }
  | {
      readonly name: 'jobs.JobEnded';
      readonly jobId: Bytes32;
      readonly outcome: (typeof outcomes)[number];
      readonly payments: readonly PackedPayment[];
    }
  | {
      readonly name: 'jobs.JobOrdered';
      readonly jobId: Bytes32;
      readonly buyer: Address;
      readonly provider: Address;
      readonly maximum: bigint;
      readonly order: Order;
    }
  | { readonly name: 'jobs.JobReported'; readonly jobId: Bytes32; readonly computeSeconds: number }
  | {
      readonly name: 'jobs.JobSettled';
      readonly jobId: Bytes32;
      readonly receipt: Receipt;
      readonly payments: readonly PackedPayment[];
    }
  | {
      readonly name: 'jobs.OrderRelayed';
      readonly jobId: Bytes32;
      readonly relayer: Address;
      readonly fee: bigint;
    }
  | {
      readonly name: 'jobs.OwnershipTransferStarted';
      readonly previousOwner: Address;
      readonly newOwner: Address;
    }
  | {
      readonly name: 'jobs.OwnershipTransferred';
      readonly previousOwner: Address;
      readonly newOwner: Address;
    }
  | {
      readonly name: 'jobs.RoyaltyPaid';
      readonly jobId: Bytes32;
      readonly assetId: bigint;
      readonly parentId: bigint;
      readonly account: Address;
      readonly amount: bigint;
    }
  | { readonly name: 'jobs.TokenAcceptanceChanged'; readonly token: Address; readonly accepted: boolean }
  | { readonly name: 'jobs.TreasuryChanged'; readonly treasury: Address }
  | {
      readonly name: 'jobs.Withdrawn';
      readonly account: Address;
      readonly token: Address;
      readonly to: Address;
      readonly amount: bigint;
    };

export const jobsDecoders: EventDecoders<JobsEvent> = {
  '0xc5291d23b18be676afc9ce37cdffd94f85c04d6a30021cf47f59a2fba0baec95': {
    event: 'CreditTransferred',
    indexed: 3,
    decode: (log) => ({
      name: 'jobs.CreditTransferred',
      from: address(log, topic(log, 1)),
      to: address(log, topic(log, 2)),
      token: address(log, topic(log, 3)),
      amount: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x4174a9435a04d04d274c76779cad136a41fde6937c56241c09ab9d3c7064a1a9': {
    event: 'Deposited',
    indexed: 3,
    decode: (log) => ({
      name: 'jobs.Deposited',
      from: address(log, topic(log, 1)),
      to: address(log, topic(log, 2)),
      token: address(log, topic(log, 3)),
      amount: large(log, word(log, 0), 256),
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
      name: 'jobs.EIP712DomainChanged',
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xb7438179eb118a3266176789db4f493d68a6efa4eb34c0b3578394898d200bd2': {
    event: 'ExpiryTermsChanged',
    indexed: 0,
    decode: (log) => ({
      name: 'jobs.ExpiryTermsChanged',
      terms: readExpiryTerms(log, 0),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xade608ec858e2f5d9bd91d23c4aadc8ae03b0d953bbdf0b33b2ef2fc511df8fc': {
    event: 'FeeRateChanged',
    indexed: 0,
    decode: (log) => ({
      name: 'jobs.FeeRateChanged',
      feeRate: small(log, word(log, 0), 16),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xed2eea71cf62dfc6902fa018eb45a2972247b7e3812a4c837a50f7a1f0676a1d': {
    event: 'JobEnded',
    indexed: 1,
    decode: (log) => ({
      name: 'jobs.JobEnded',
      jobId: bytes32(log, topic(log, 1)),
      outcome: named(log, word(log, 0), outcomes),
      payments: list(log, elsewhere(log, 0, 32), 32, (at) => payment(log, word(log, at))),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x9be6bc538fc9961030d7fe289a8efb4c7ab951a9fdb546176a346d08c65e5bbb': {
    event: 'JobOrdered',
    indexed: 3,
    decode: (log) => ({
      name: 'jobs.JobOrdered',
      jobId: bytes32(log, topic(log, 1)),
      buyer: address(log, topic(log, 2)),
      provider: address(log, topic(log, 3)),
      maximum: large(log, word(log, 0), 256),
      order: readOrder(log, elsewhere(log, 0, 32)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x4e3f4759b195b15c337af72388046dc3d80ef932a2a3bd54601bb5743f62a7b7': {
    event: 'JobReported',
    indexed: 1,
    decode: (log) => ({
      name: 'jobs.JobReported',
      jobId: bytes32(log, topic(log, 1)),
      computeSeconds: small(log, word(log, 0), 32),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x4d2fe4adb8cd86d27f37eb95138d137b384ca609cfb5ba885264a43d79544a90': {
    event: 'JobSettled',
    indexed: 1,
    decode: (log) => ({
      name: 'jobs.JobSettled',
      jobId: bytes32(log, topic(log, 1)),
      receipt: readReceipt(log, 0),
      payments: list(log, elsewhere(log, 0, 192), 32, (at) => payment(log, word(log, at))),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xf556b03947ae73ffe48878cddd23d34d008170b412341a997a28d51302963218': {
    event: 'OrderRelayed',
    indexed: 2,
    decode: (log) => ({
      name: 'jobs.OrderRelayed',
      jobId: bytes32(log, topic(log, 1)),
      relayer: address(log, topic(log, 2)),
      fee: large(log, word(log, 0), 256),
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
      name: 'jobs.OwnershipTransferStarted',
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
      name: 'jobs.OwnershipTransferred',
      previousOwner: address(log, topic(log, 1)),
      newOwner: address(log, topic(log, 2)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x7122e319751db8c461d7af436cd05808bdd9dbdd8f8acc6ab081d69603760f70': {
    event: 'RoyaltyPaid',
    indexed: 3,
    decode: (log) => ({
      name: 'jobs.RoyaltyPaid',
      jobId: bytes32(log, topic(log, 1)),
      assetId: large(log, topic(log, 2), 256),
      parentId: large(log, topic(log, 3), 256),
      account: address(log, word(log, 0)),
      amount: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x1527477b814a609b77a3a52f49fae682370acb615a0212d9e5229186cd66e94d': {
    event: 'TokenAcceptanceChanged',
    indexed: 1,
    decode: (log) => ({
      name: 'jobs.TokenAcceptanceChanged',
      token: address(log, topic(log, 1)),
      accepted: flag(log, word(log, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xc714d22a2f08b695f81e7c707058db484aa5b4d6b4c9fd64beb10fe85832f608': {
    event: 'TreasuryChanged',
    indexed: 0,
    decode: (log) => ({
      name: 'jobs.TreasuryChanged',
      treasury: address(log, word(log, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xa4195c37c2947bbe89165f03e320b6903116f0b10d8cfdb522330f7ce6f9fa24': {
    event: 'Withdrawn',
    indexed: 2,
    decode: (log) => ({
      name: 'jobs.Withdrawn',
      account: address(log, topic(log, 1)),
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
};
