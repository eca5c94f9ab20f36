import { simulateThenSend } from '@atoll/chain/write';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { Stack } from '../stack/start.ts';
import type { Wallet } from '../wallets.ts';
import { contextOf } from './context.ts';

type OwnerAct =
  | { act: 'setState'; assetId: bigint; state: 'active' | 'paused' | 'retired' }
  | { act: 'update'; assetId: bigint; fromVersion: number; metadataDigest: Bytes32; commitment: Bytes32 };

const states = ['active', 'paused', 'retired'];

/** What an asset's owner does to it in the registry, as a transaction of its own. */
export async function actAsOwner(stack: Stack, owner: Wallet, act: OwnerAct): Promise<void> {
  const { chain } = await contextOf(stack, owner);
  const args =
    act.act === 'setState'
      ? [act.assetId, states.indexOf(act.state)]
      : [act.assetId, act.fromVersion, act.metadataDigest, act.commitment];
  await simulateThenSend(chain, {
    address: chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: act.act,
    args,
  });
}
