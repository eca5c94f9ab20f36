import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Abi } from 'viem';

/** A call of a contract. */
export interface ContractCall {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
}

/** What became of a transaction that was mined and did not revert. */
export interface ReceiptSummary {
  readonly hash: Bytes32;
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly gasUsed: bigint;
}
