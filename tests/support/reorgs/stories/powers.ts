import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { disputeActions } from '@atoll/indexer/testing/dispute-actions';
import { senderOf } from '@atoll/indexer/testing/sender';
import { encodeFunctionData, parseAbi } from 'viem';
import type { Story } from './cast.ts';

const powers = parseAbi([
  'function approve(address to, uint256 value)',
  'function setApprovalForAll(address operator, bool approved)',
  'function transferFrom(address from, address to, uint256 value)',
]);

/** What others may do with somebody's assets, passes and votes, and what they do with it. */
export const powersOfOthers: Story = async function* powersOfOthers(cast) {
  const { market, random } = cast;
  const { assetRegistry, accessPass, token } = market.book.contracts;
  const { dataOwner, deployer, stranger } = market.wallets;
  const { send } = senderOf(market);
  const allow = (value: bigint) =>
    encodeFunctionData({ abi: powers, functionName: 'approve', args: [stranger.address, value] });
  const operator = (approved: boolean) =>
    encodeFunctionData({
      abi: powers,
      functionName: 'setApprovalForAll',
      args: [stranger.address, approved],
    });
  const take = (from: typeof stranger.address, value: bigint) =>
    encodeFunctionData({ abi: powers, functionName: 'transferFrom', args: [from, stranger.address, value] });
  const dataset = await market.publish('dataOwner');
  const other = await market.publish('dataOwner');
  yield;
  await send('dataOwner', assetRegistry, allow(dataset));
  await send('stranger', assetRegistry, take(dataOwner.address, dataset));
  yield;
  await send('dataOwner', assetRegistry, operator(true));
  await send('buyer', accessPass, operator(random(2) === 0));
  await send('stranger', assetRegistry, take(dataOwner.address, other));
  await send('dataOwner', assetRegistry, operator(false));
  yield;
  await send('deployer', token, allow(10n ** 20n));
  await send('stranger', token, take(deployer.address, 10n ** 19n));
};

/** What an account signs and somebody else sends, for a fee out of its credit. */
export const signedActs: Story = async function* signedActs(cast) {
  const { market, random } = cast;
  const { jobs } = market.book.contracts;
  const { buyer, dataOwner } = market.wallets;
  await market.deposit('buyer', buyer.address, 500n);
  yield;
  const move = {
    abi: jobsAbi,
    functionName: 'transfer',
    args: [market.token, dataOwner.address, 90n],
  } as const;
  const leave = { abi: jobsAbi, functionName: 'withdraw', args: [[market.token], buyer.address] } as const;
  const calls = [move, ...(random(2) === 0 ? [leave] : [])].map((call) => ({
    target: jobs,
    data: encodeFunctionData(call),
  }));
  const { act } = disputeActions(market);
  await act('buyer', 'execute', BigInt(random(40)), calls);
  yield;
  await act('buyer', 'revoke');
};
