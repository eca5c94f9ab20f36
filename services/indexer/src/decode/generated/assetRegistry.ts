import { assetKinds, assetStates } from '@atoll/schemas/asset';
import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type RawLog } from '@atoll/chain/raw-log';
import { type EventDecoders } from '../event-decoders.ts';
import { address, bytes32, elsewhere, flag, large, list, named, small, topic, word } from '../words.ts';

// Generated from the ABI by `npm run generate -w services/indexer`; a test compares.

export interface Terms {
  readonly token: Address;
  readonly price: bigint;
  readonly provider: Address;
  readonly beneficiary: Address;
  readonly derivativeRoyalty: number;
  readonly resaleRoyalty: number;
  readonly reviewWindow: number;
}

function readTerms(log: RawLog, start: number): Terms {
  return {
    token: address(log, word(log, start)),
    price: large(log, word(log, start + 32), 96),
    provider: address(log, word(log, start + 64)),
    beneficiary: address(log, word(log, start + 96)),
    derivativeRoyalty: small(log, word(log, start + 128), 16),
    resaleRoyalty: small(log, word(log, start + 160), 16),
    reviewWindow: small(log, word(log, start + 192), 32),
  };
}

export interface Ancestor {
  readonly assetId: bigint;
  readonly rate: number;
}

function readAncestor(log: RawLog, start: number): Ancestor {
  return { assetId: large(log, word(log, start), 256), rate: small(log, word(log, start + 32), 16) };
}

export type AssetRegistryEvent =
  | {
      readonly name: 'assetRegistry.AlgorithmApproved';
      readonly datasetId: bigint;
      readonly algorithmId: bigint;
      readonly algorithmDigest: Bytes32;
      readonly ownerEpoch: number;
      readonly expiresAt: number;
      readonly runs: number;
    }
  | {
      readonly name: 'assetRegistry.AlgorithmRevoked';
      readonly datasetId: bigint;
      readonly algorithmId: bigint;
      readonly algorithmDigest: Bytes32;
      readonly ownerEpoch: number;
    }
  | {
      readonly name: 'assetRegistry.Approval';
      readonly owner: Address;
      readonly approved: Address;
      readonly tokenId: bigint;
    }
  | {
      readonly name: 'assetRegistry.ApprovalForAll';
      readonly owner: Address;
      readonly operator: Address;
      readonly approved: boolean;
    }
  | {
      readonly name: 'assetRegistry.AssetDerived';
      readonly assetId: bigint;
      readonly jobId: Bytes32;
      readonly outputDigest: Bytes32;
      readonly ancestors: readonly Ancestor[];
    }
  | {
      readonly name: 'assetRegistry.AssetPublished';
      readonly assetId: bigint;
      readonly owner: Address;
      readonly kind: (typeof assetKinds)[number];
      readonly metadataDigest: Bytes32;
      readonly commitment: Bytes32;
      readonly terms: Terms;
    }
  | {
      readonly name: 'assetRegistry.AssetStateChanged';
      readonly assetId: bigint;
      readonly state: (typeof assetStates)[number];
    }
  | {
      readonly name: 'assetRegistry.AssetVersioned';
      readonly assetId: bigint;
      readonly version: number;
      readonly metadataDigest: Bytes32;
      readonly commitment: Bytes32;
    }
  | {
      readonly name: 'assetRegistry.BeneficiaryLockChanged';
      readonly assetId: bigint;
      readonly beneficiary: Address;
      readonly locked: boolean;
    }
  | {
      readonly name: 'assetRegistry.DerivativeRoyaltyChanged';
      readonly assetId: bigint;
      readonly rate: number;
      readonly effectiveFrom: number;
    }
  | { readonly name: 'assetRegistry.MetadataUpdate'; readonly tokenId: bigint }
  | { readonly name: 'assetRegistry.PublicChanged'; readonly datasetId: bigint; readonly isPublic: boolean }
  | {
      readonly name: 'assetRegistry.PublisherApproved';
      readonly datasetId: bigint;
      readonly publisher: Address;
      readonly ownerEpoch: number;
      readonly expiresAt: number;
      readonly runs: number;
    }
  | {
      readonly name: 'assetRegistry.PublisherRevoked';
      readonly datasetId: bigint;
      readonly publisher: Address;
      readonly ownerEpoch: number;
    }
  | { readonly name: 'assetRegistry.TermsChanged'; readonly assetId: bigint; readonly terms: Terms }
  | {
      readonly name: 'assetRegistry.Transfer';
      readonly from: Address;
      readonly to: Address;
      readonly tokenId: bigint;
    };

export const assetRegistryDecoders: EventDecoders<AssetRegistryEvent> = {
  '0xeacfaf7dc98a6ce7b0812849963b2826ea977ee6afbd2f0c2c6ac23cb8cda856': {
    event: 'AlgorithmApproved',
    indexed: 3,
    decode: (log) => ({
      name: 'assetRegistry.AlgorithmApproved',
      datasetId: large(log, topic(log, 1), 256),
      algorithmId: large(log, topic(log, 2), 256),
      algorithmDigest: bytes32(log, topic(log, 3)),
      ownerEpoch: small(log, word(log, 0), 32),
      expiresAt: small(log, word(log, 32), 40),
      runs: small(log, word(log, 64), 32),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xebfcc7813bffe221e3b9d1e798edb0d66107a0296603d7d6181f1be5f5b5980e': {
    event: 'AlgorithmRevoked',
    indexed: 3,
    decode: (log) => ({
      name: 'assetRegistry.AlgorithmRevoked',
      datasetId: large(log, topic(log, 1), 256),
      algorithmId: large(log, topic(log, 2), 256),
      algorithmDigest: bytes32(log, topic(log, 3)),
      ownerEpoch: small(log, word(log, 0), 32),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925': {
    event: 'Approval',
    indexed: 3,
    decode: (log) => ({
      name: 'assetRegistry.Approval',
      owner: address(log, topic(log, 1)),
      approved: address(log, topic(log, 2)),
      tokenId: large(log, topic(log, 3), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31': {
    event: 'ApprovalForAll',
    indexed: 2,
    decode: (log) => ({
      name: 'assetRegistry.ApprovalForAll',
      owner: address(log, topic(log, 1)),
      operator: address(log, topic(log, 2)),
      approved: flag(log, word(log, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xd0d0a6260653f875991037d8fdd652ebdf5b6bc9ac2135832582633bba10d399': {
    event: 'AssetDerived',
    indexed: 2,
    decode: (log) => ({
      name: 'assetRegistry.AssetDerived',
      assetId: large(log, topic(log, 1), 256),
      jobId: bytes32(log, topic(log, 2)),
      outputDigest: bytes32(log, word(log, 0)),
      ancestors: list(log, elsewhere(log, 0, 32), 64, (at) => readAncestor(log, at)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x59dc97a5cc51b048a048b359067a648bb0c784cae473b022dfe9a93b70d102bc': {
    event: 'AssetPublished',
    indexed: 2,
    decode: (log) => ({
      name: 'assetRegistry.AssetPublished',
      assetId: large(log, topic(log, 1), 256),
      owner: address(log, topic(log, 2)),
      kind: named(log, word(log, 0), assetKinds),
      metadataDigest: bytes32(log, word(log, 32)),
      commitment: bytes32(log, word(log, 64)),
      terms: readTerms(log, 96),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xd4a810c33459ebcd1c81a0f93ebe613f6e8de13459b809c331d0193636062caa': {
    event: 'AssetStateChanged',
    indexed: 1,
    decode: (log) => ({
      name: 'assetRegistry.AssetStateChanged',
      assetId: large(log, topic(log, 1), 256),
      state: named(log, word(log, 0), assetStates),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xd1b6fbcb1c6ff4441fce5787a13cc81ed88c68850d3961ecd91072a7717bdb51': {
    event: 'AssetVersioned',
    indexed: 1,
    decode: (log) => ({
      name: 'assetRegistry.AssetVersioned',
      assetId: large(log, topic(log, 1), 256),
      version: small(log, word(log, 0), 32),
      metadataDigest: bytes32(log, word(log, 32)),
      commitment: bytes32(log, word(log, 64)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xced604d6f5dfac110af2fbdab5e3c1025880abce65b00cda472870b9fd921726': {
    event: 'BeneficiaryLockChanged',
    indexed: 1,
    decode: (log) => ({
      name: 'assetRegistry.BeneficiaryLockChanged',
      assetId: large(log, topic(log, 1), 256),
      beneficiary: address(log, word(log, 0)),
      locked: flag(log, word(log, 32)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xd52245a65db4c2fc90d77afee368b5523fdb6d3cfedf8de0e12f36bcfed82fd5': {
    event: 'DerivativeRoyaltyChanged',
    indexed: 1,
    decode: (log) => ({
      name: 'assetRegistry.DerivativeRoyaltyChanged',
      assetId: large(log, topic(log, 1), 256),
      rate: small(log, word(log, 0), 16),
      effectiveFrom: small(log, word(log, 32), 40),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xf8e1a15aba9398e019f0b49df1a4fde98ee17ae345cb5f6b5e2c27f5033e8ce7': {
    event: 'MetadataUpdate',
    indexed: 0,
    decode: (log) => ({
      name: 'assetRegistry.MetadataUpdate',
      tokenId: large(log, word(log, 0), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x0cb3a08b22f832d0c41250351950d4b769fae1d6a8f7cd68b38501996167b1e1': {
    event: 'PublicChanged',
    indexed: 1,
    decode: (log) => ({
      name: 'assetRegistry.PublicChanged',
      datasetId: large(log, topic(log, 1), 256),
      isPublic: flag(log, word(log, 0)),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x8cbeffdab786168113bf091d697227aa2d8740694b3bee6960ba9c51fc9fdd80': {
    event: 'PublisherApproved',
    indexed: 2,
    decode: (log) => ({
      name: 'assetRegistry.PublisherApproved',
      datasetId: large(log, topic(log, 1), 256),
      publisher: address(log, topic(log, 2)),
      ownerEpoch: small(log, word(log, 0), 32),
      expiresAt: small(log, word(log, 32), 40),
      runs: small(log, word(log, 64), 32),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x6a160eafa3192be1e31964451888e172a6e8fda0e046b78ff71f0a9225b21ac1': {
    event: 'PublisherRevoked',
    indexed: 2,
    decode: (log) => ({
      name: 'assetRegistry.PublisherRevoked',
      datasetId: large(log, topic(log, 1), 256),
      publisher: address(log, topic(log, 2)),
      ownerEpoch: small(log, word(log, 0), 32),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0x230df34418d990ab9f0bb3c4f1223cab01c209850dd4bf5ecac347bcdbe0c2eb': {
    event: 'TermsChanged',
    indexed: 1,
    decode: (log) => ({
      name: 'assetRegistry.TermsChanged',
      assetId: large(log, topic(log, 1), 256),
      terms: readTerms(log, 0),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
  '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef': {
    event: 'Transfer',
    indexed: 3,
    decode: (log) => ({
      name: 'assetRegistry.Transfer',
      from: address(log, topic(log, 1)),
      to: address(log, topic(log, 2)),
      tokenId: large(log, topic(log, 3), 256),
      emitter: log.address,
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      blockTimestamp: log.blockTimestamp,
      transactionHash: log.transactionHash,
    }),
  },
};
