import { type AssetKind, type AssetState } from '@atoll/schemas/asset';
import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type PackedPayment } from '@atoll/chain/payments';
import { type Outcome } from '@atoll/schemas/job';
import { type Order } from '@atoll/schemas/order';

/** Terms as an event carries them. */
export interface Terms {
  token: Address;
  price: bigint;
  provider: Address;
  beneficiary: Address;
  derivativeRoyalty: number;
  resaleRoyalty: number;
  reviewWindow: number;
}

interface ProviderFields {
  provider: Address;
  operator: Address;
  payout: Address;
  endpoint: string;
}

interface CollateralFields {
  provider: Address;
  token: Address;
  amount: bigint;
}

/** Everything that the mirror projects, addresses in lower case, amounts in the token's smallest unit. */
export type MarketEvent =
  | {
      name: 'AssetPublished';
      assetId: bigint;
      owner: Address;
      kind: AssetKind;
      metadataDigest: Bytes32;
      commitment: Bytes32;
      terms: Terms;
    }
  | {
      name: 'AssetVersioned';
      assetId: bigint;
      version: number;
      metadataDigest: Bytes32;
      commitment: Bytes32;
    }
  | { name: 'TermsChanged'; assetId: bigint; terms: Terms }
  | { name: 'AssetStateChanged'; assetId: bigint; state: AssetState }
  | { name: 'Transfer'; assetId: bigint; from: Address; to: Address }
  | {
      name: 'AlgorithmApproved';
      datasetId: bigint;
      algorithmDigest: Bytes32;
      ownerEpoch: number;
      expiresAt: number;
      /** Absent where unlimited. */
      runs: number | undefined;
    }
  | { name: 'AlgorithmRevoked'; datasetId: bigint; algorithmDigest: Bytes32; ownerEpoch: number }
  | ({ name: 'ProviderRegistered' } & ProviderFields)
  | ({ name: 'ProviderUpdated' } & ProviderFields)
  | {
      name: 'EnvironmentSet';
      provider: Address;
      environment: Bytes32;
      resourcesDigest: Bytes32;
      token: Address;
      pricePerSecond: bigint;
      slots: number;
      active: boolean;
    }
  | ({ name: 'CollateralDeposited' } & CollateralFields)
  | ({ name: 'CollateralUnbonding' } & CollateralFields)
  | ({ name: 'CollateralWithdrawn' } & CollateralFields)
  | ({
      name: 'CollateralSlashed' | 'CollateralFrozen' | 'CollateralUnfrozen';
      jobId: Bytes32;
    } & CollateralFields)
  | { name: 'ProviderDrainingChanged'; provider: Address; draining: boolean }
  | {
      name: 'SlotsScheduled';
      provider: Address;
      environment: Bytes32;
      slots: number;
      nextSlots: number;
      slotsFrom: number;
    }
  | {
      name: 'JobOrdered';
      jobId: Bytes32;
      buyer: Address;
      provider: Address;
      maximum: bigint;
      order: Order;
      /** What passes pay in the buyer's place, out of the credit of the contract that sold them. */
      prepaid: { account: Address; amount: bigint };
    }
  | { name: 'OrderRelayed'; jobId: Bytes32; relayer: Address; fee: bigint }
  | { name: 'JobReported'; jobId: Bytes32; computeSeconds: number }
  | {
      name: 'JobSettled';
      jobId: Bytes32;
      outcome: Outcome;
      computeSeconds: number;
      resultDigest: Bytes32;
      statementDigest: Bytes32;
      payments: PackedPayment[];
    }
  | { name: 'JobEnded'; jobId: Bytes32; outcome: Outcome; payments: PackedPayment[] }
  | {
      name: 'RoyaltyPaid';
      jobId: Bytes32;
      /** The derived asset that earned, and the parent that it owed. */
      assetId: bigint;
      parentId: bigint;
      account: Address;
      amount: bigint;
    }
  | { name: 'Withdrawn'; account: Address; token: Address; amount: bigint }
  | { name: 'Deposited'; account: Address; token: Address; amount: bigint }
  | { name: 'CreditTransferred'; from: Address; to: Address; token: Address; amount: bigint };

/** Where in the chain an event stands. */
export interface Position {
  blockNumber: number;
  logIndex: number;
  /** Seconds. */
  blockTimestamp: number;
  transactionHash: Bytes32;
}

export type PlacedEvent = MarketEvent & Position;
