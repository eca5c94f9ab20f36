import { waitUntilIndexed } from '@atoll/sdk/indexer/wait-until-indexed';
import type { Stack } from '../../support/stack/start.ts';

/** Lets time pass on the chain, and waits until the indexer has seen it. Nobody's clock but the chain's is moved. */
export async function passTime(stack: Stack, seconds: number): Promise<void> {
  await stack.anvil.rpc('evm_increaseTime', [seconds]);
  await stack.anvil.mine(1);
  const block = Number(await stack.anvil.rpc('eth_blockNumber'));
  if (!(await waitUntilIndexed({ url: stack.services.indexer.url }, { block })))
    throw new Error(`the indexer has not seen block ${block}`);
}
