import { dollars } from '@atoll/contracts/testing/market';
import {
  type ContractFunctionArgs,
  type ContractFunctionName,
  type Hex,
  type PrivateKeyAccount,
  sha256,
  stringToHex,
} from 'viem';
import { escrowAbi } from './abi.ts';
import type { Ocean } from './deploy.ts';

type EscrowWrite = ContractFunctionName<typeof escrowAbi, 'nonpayable'>;
const proof = sha256(stringToHex('proof of the job'));
const locked = dollars(36);
const claimed = dollars(0.6);
/** The longest lock the payer allows, and what one lock asks. */
const lockSeconds = 86_400n;

async function submit<name extends EscrowWrite>(
  ocean: Ocean,
  account: PrivateKeyAccount,
  functionName: name,
  args: ContractFunctionArgs<typeof escrowAbi, 'nonpayable', name>,
  overrides: { nonce?: number; gas?: bigint } = {},
): Promise<Hex> {
  const call = { address: ocean.escrow, abi: escrowAbi, functionName, args, account, chain: null };
  // viem cannot narrow a generic function name; the signature above already tied arguments to it
  return ocean.market.wallet.writeContract({ ...call, ...overrides } as never);
}

async function spend(ocean: Ocean, hash: Hex): Promise<number> {
  return Number((await ocean.market.mined(hash)).gasUsed);
}

/** What a payer does once before a node may lock its money, the token's approval apart. */
export async function openEscrow(ocean: Ocean, payer: PrivateKeyAccount, node: PrivateKeyAccount) {
  const { token } = ocean.market;
  const deposit = await spend(ocean, await submit(ocean, payer, 'deposit', [token, dollars(1_000_000)]));
  const limits = [dollars(1_000_000), lockSeconds, 10_000n] as const;
  const authorize = await spend(
    ocean,
    await submit(ocean, payer, 'authorize', [token, node.address, ...limits]),
  );
  return deposit + authorize;
}

const lockArgs = (ocean: Ocean, payer: PrivateKeyAccount, jobId: bigint) =>
  [jobId, ocean.market.token, payer.address, locked, lockSeconds] as const;

export async function lockOcean(
  ocean: Ocean,
  payer: PrivateKeyAccount,
  node: PrivateKeyAccount,
  jobId: bigint,
) {
  return spend(ocean, await submit(ocean, node, 'createLock', lockArgs(ocean, payer, jobId)));
}

export async function claimOcean(
  ocean: Ocean,
  payer: PrivateKeyAccount,
  node: PrivateKeyAccount,
  jobId: bigint,
) {
  const args = [jobId, ocean.market.token, payer.address, claimed, proof] as const;
  return spend(ocean, await submit(ocean, node, 'claimLock', args));
}

/** Claims many locks in the peer's one call for it. */
export async function claimManyOcean(
  ocean: Ocean,
  payer: PrivateKeyAccount,
  node: PrivateKeyAccount,
  jobIds: bigint[],
) {
  const { token } = ocean.market;
  const each = <value>(value: value) => jobIds.map(() => value);
  const args = [jobIds, each(token), each(payer.address), each(claimed), each(proof)] as const;
  return spend(ocean, await submit(ocean, node, 'claimLocks', args));
}

/** Puts locks into the pool without waiting; the gas is given because an estimate would not see the ones before it. */
export async function submitLocks(
  ocean: Ocean,
  payer: PrivateKeyAccount,
  node: PrivateKeyAccount,
  jobIds: bigint[],
): Promise<Hex[]> {
  const first = await ocean.market.chain.getTransactionCount({ address: node.address });
  return Promise.all(
    jobIds.map((jobId, index) =>
      submit(ocean, node, 'createLock', lockArgs(ocean, payer, jobId), {
        nonce: first + index,
        gas: 6_000_000n,
      }),
    ),
  );
}
