import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import { legOf } from '@atoll/indexer/testing/leg-of';
import { senderOf } from '@atoll/indexer/testing/sender';
import { encodeFunctionData } from 'viem';
import { day, orderRun, pass, type Story } from './cast.ts';

/** Shares in a dataset's income: what it earns is claimed by those who hold them, until one holds all and dissolves them. */
export const shares: Story = async function* shares(cast) {
  const { market, pair, otherToken, random } = cast;
  const { dataOwner, stranger } = market.wallets;
  const dataset = await market.publish('dataOwner', { price: 900n });
  const token = await market.createShares('dataOwner', dataset, 1_000n);
  yield;
  await market.approve('dataOwner', dataset, pair.algorithm, (await market.now()) + 30 * day);
  const order = await orderRun(cast, { ...pair, dataset: (await legOf(market, dataset)).leg });
  await pass(cast, 60);
  await market.settle(order, 'released', 5);
  await market.deposit('buyer', token, BigInt(1 + random(900)), otherToken);
  await market.addShareToken(token, otherToken);
  yield;
  await market.transferShares('dataOwner', token, stranger.address, BigInt(1 + random(400)));
  await senderOf(market).send(
    'dataOwner',
    token,
    encodeFunctionData({ abi: shareTokenAbi, functionName: 'approve', args: [stranger.address, 200n] }),
  );
  const args = [dataOwner.address, stranger.address, 90n] as const;
  const moved = encodeFunctionData({ abi: shareTokenAbi, functionName: 'transferFrom', args });
  await senderOf(market).send('stranger', token, moved);
  await market.claimDividends(token, dataOwner.address, [market.token, otherToken]);
  yield;
  await market.deposit('buyer', token, BigInt(1 + random(900)));
  const held = await market.sharesOf('stranger', token);
  await market.transferShares('stranger', token, dataOwner.address, held);
  await market.claimDividends(token, stranger.address, [market.token]);
  yield;
  await market.dissolveShares('dataOwner', token);
  await market.claimDividends(token, dataOwner.address, [market.token, otherToken]);
};
