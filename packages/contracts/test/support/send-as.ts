import type { RunningAnvil } from '@atoll/tests/support/anvil';
import {
  type Abi,
  type Address,
  createPublicClient,
  createTestClient,
  createWalletClient,
  encodeFunctionData,
  http,
} from 'viem';
import { anvil } from 'viem/chains';
import { minedReceipt } from '../../src/mined-receipt.ts';

/** Sends a call in the name of any account, contracts included: what a local chain alone allows. */
export async function sendAs(
  node: RunningAnvil,
  account: Address,
  call: { address: Address; abi: Abi; functionName: string; args: readonly unknown[] },
): Promise<void> {
  const transport = http(node.rpcUrl);
  const control = createTestClient({ chain: anvil, mode: 'anvil', transport });
  await control.impersonateAccount({ address: account });
  await control.setBalance({ address: account, value: 10n ** 18n });
  const wallet = createWalletClient({ chain: anvil, transport });
  const hash = await wallet.sendTransaction({ account, to: call.address, data: encodeFunctionData(call) });
  const receipt = await minedReceipt(
    createPublicClient({ chain: anvil, transport, pollingInterval: 20 }),
    hash,
  );
  await control.stopImpersonatingAccount({ address: account });
  if (receipt.status !== 'success') throw new Error(`${call.functionName} of ${call.address} reverted`);
}
