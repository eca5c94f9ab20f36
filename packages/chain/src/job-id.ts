import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Order } from '@atoll/schemas/order';
import { jobsDomain, orderTypes } from '@atoll/schemas/typed-data';
import { hashTypedData } from 'viem';

/** Which deployment of `Jobs` a signature is for: a signature for one is worth nothing at another. */
export interface JobsDeployment {
  readonly chainId: number;
  readonly jobs: Address;
}

/** The typed data of an order, as its buyer signs it and as its id hashes it. */
export function orderTypedData(order: Order, { chainId, jobs }: JobsDeployment) {
  return {
    domain: jobsDomain(chainId, jobs),
    types: orderTypes,
    primaryType: 'Order',
    message: order,
  } as const;
}

/**
 * The id of a job: the EIP-712 digest of its order, as `Jobs.jobIdOf` computes it.
 * @example jobIdOf(order, { chainId: 31337, jobs: chain.addresses.jobs }) // '0x…'
 */
export function jobIdOf(order: Order, deployment: JobsDeployment): Bytes32 {
  return hashTypedData(orderTypedData(order, deployment));
}
