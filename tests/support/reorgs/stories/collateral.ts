import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { senderOf } from '@atoll/indexer/testing/sender';
import { encodeFunctionData } from 'viem';
import { type Cast, day, hour, orderRun, pass, type Story } from './cast.ts';

/** Leaves so little bonded that a slash takes from what is unbonding as well, then has as much as before again. */
async function loseWhileLeaving(cast: Cast): Promise<void> {
  const { market, pair } = cast;
  const order = await orderRun(cast, pair);
  const [bonded] = await market.chain.publicClient.readContract({
    address: market.book.contracts.providerRegistry,
    abi: providerRegistryAbi,
    functionName: 'collateralOf',
    args: [market.wallets.provider.address, market.token],
  });
  await market.collateral('provider', 'unbond', bonded - 7n);
  await pass(cast, hour + 10);
  await market.expire(order);
  await market.collateral('provider', 'deposit', bonded);
}

/** Collateral that leaves: unbonded, slashed under way, and withdrawn once nothing can be asked of it any more. */
export const collateral: Story = async function* collateral(cast) {
  const { market, random } = cast;
  if (random(2) === 0) await loseWhileLeaving(cast);
  else await market.collateral('provider', 'unbond', BigInt(1 + random(10 ** 6)));
  yield;
  await market.collateral('provider', 'unbond', BigInt(1 + random(10 ** 6)));
  yield;
  await pass(cast, 20 * day);
  const args = [market.token, market.wallets.stranger.address] as const;
  const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: 'withdraw', args });
  await senderOf(market).send('provider', market.book.contracts.providerRegistry, data);
};
