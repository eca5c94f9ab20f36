import { type Address } from '@atoll/schemas/ids';
import { type RawLog } from '@atoll/chain/raw-log';
import { type EventDecoders } from '../event-decoders.ts';
import { address, elsewhere, flag, large, list, small, text, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export interface Series {
  readonly token: Address;
  readonly price: bigint;
  readonly expiresAt: number;
  readonly supply: number;
  readonly transferable: boolean;
}

function readSeries(log: RawLog, start: number): Series {
  return {
    token: address(log, word(log, start)),
    price: large(log, word(log, start + 32), 88),
    expiresAt: small(log, word(log, start + 64), 40),
    supply: small(log, word(log, start + 96), 32),
    transferable: flag(log, word(log, start + 128)),
  };
}

export type AccessPassEvent =
  | {
      readonly name: 'accessPass.ApprovalForAll';
      readonly account: Address;
      readonly operator: Address;
      readonly approved: boolean;
    }
  | {
      readonly name: 'accessPass.PassesGiven';
      readonly assetId: bigint;
      readonly series: number;
      readonly holder: Address;
      readonly units: number;
    }
  | {
      readonly name: 'accessPass.PassesRefunded';
      readonly assetId: bigint;
      readonly series: number;
      readonly holder: Address;
      readonly units: number;
      readonly refunded: bigint;
    }
  | {
      readonly name: 'accessPass.PassesSold';
      readonly assetId: bigint;
      readonly series: number;
      readonly buyer: Address;
      readonly units: number;
      readonly paid: bigint;
    }
  | { readonly name: 'accessPass.SeriesClosed'; readonly assetId: bigint; readonly series: number }
  | {
      readonly name: 'accessPass.SeriesOpened';
      readonly assetId: bigint;
      readonly series: number;
      readonly id: bigint;
      readonly details: Series;
    }
  | {
      readonly name: 'accessPass.TransferBatch';
      readonly operator: Address;
      readonly from: Address;
      readonly to: Address;
      readonly ids: readonly bigint[];
      readonly values: readonly bigint[];
    }
  | {
      readonly name: 'accessPass.TransferSingle';
      readonly operator: Address;
      readonly from: Address;
      readonly to: Address;
      readonly id: bigint;
      readonly value: bigint;
    }
  | { readonly name: 'accessPass.URI'; readonly value: string; readonly id: bigint };

export const accessPassDecoders: EventDecoders<AccessPassEvent> = {
  '0x17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31': {
    event: 'ApprovalForAll',
    indexed: 2,
    decode: (log) => ({
      name: 'accessPass.ApprovalForAll',
      account: address(log, topic(log, 1)),
      operator: address(log, topic(log, 2)),
      approved: flag(log, word(log, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xacb3ad15c6b50b78551bffbedadcf7c1c8f1387dabf9172fdff43387e0ff9856': {
    event: 'PassesGiven',
    indexed: 3,
    decode: (log) => ({
      name: 'accessPass.PassesGiven',
      assetId: large(log, topic(log, 1), 256),
      series: small(log, topic(log, 2), 32),
      holder: address(log, topic(log, 3)),
      units: small(log, word(log, 0), 32),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xf50e662e753e5e452a2db9d627b72247b281091a13f23b1e5ad0b2fe567d6d6a': {
    event: 'PassesRefunded',
    indexed: 3,
    decode: (log) => ({
      name: 'accessPass.PassesRefunded',
      assetId: large(log, topic(log, 1), 256),
      series: small(log, topic(log, 2), 32),
      holder: address(log, topic(log, 3)),
      units: small(log, word(log, 0), 32),
      refunded: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x50dc65750958e3c09b04121419e0ef57ece1f12c2853f6becac696b10e7c4fac': {
    event: 'PassesSold',
    indexed: 3,
    decode: (log) => ({
      name: 'accessPass.PassesSold',
      assetId: large(log, topic(log, 1), 256),
      series: small(log, topic(log, 2), 32),
      buyer: address(log, topic(log, 3)),
      units: small(log, word(log, 0), 32),
      paid: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xdb71064d71235e344da95a8d565db7e03b2adc1170929d6e90c95cf11d1df0f8': {
    event: 'SeriesClosed',
    indexed: 2,
    decode: (log) => ({
      name: 'accessPass.SeriesClosed',
      assetId: large(log, topic(log, 1), 256),
      series: small(log, topic(log, 2), 32),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x3f458583f81268da27ef8f9e230d07f5923d693cd54fe97ec60a2e5c68b8b7a0': {
    event: 'SeriesOpened',
    indexed: 2,
    decode: (log) => ({
      name: 'accessPass.SeriesOpened',
      assetId: large(log, topic(log, 1), 256),
      series: small(log, topic(log, 2), 32),
      id: large(log, word(log, 0), 256),
      details: readSeries(log, 32),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb': {
    event: 'TransferBatch',
    indexed: 3,
    decode: (log) => ({
      name: 'accessPass.TransferBatch',
      operator: address(log, topic(log, 1)),
      from: address(log, topic(log, 2)),
      to: address(log, topic(log, 3)),
      ids: list(log, elsewhere(log, 0, 0), 32, (at) => large(log, word(log, at), 256)),
      values: list(log, elsewhere(log, 0, 32), 32, (at) => large(log, word(log, at), 256)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xc3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62': {
    event: 'TransferSingle',
    indexed: 3,
    decode: (log) => ({
      name: 'accessPass.TransferSingle',
      operator: address(log, topic(log, 1)),
      from: address(log, topic(log, 2)),
      to: address(log, topic(log, 3)),
      id: large(log, word(log, 0), 256),
      value: large(log, word(log, 32), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x6bb7ff708619ba0610cba295a58592e0451dee2622938c8755667688daf3529b': {
    event: 'URI',
    indexed: 1,
    decode: (log) => ({
      name: 'accessPass.URI',
      id: large(log, topic(log, 1), 256),
      value: text(log, elsewhere(log, 0, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
