import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { encodeFunctionData } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { foldChain } from '../testing/fold-chain.ts';
import { governanceActions, type Motion } from '../testing/governance-actions.ts';
import { operationFacts, parameterFacts, proposalFacts, voteFacts } from '../testing/governance-truth.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { senderOf } from '../testing/sender.ts';

let market: Market;
let actions: ReturnType<typeof governanceActions> & ReturnType<typeof senderOf>;
beforeAll(async () => {
  market = await startMarket();
  actions = { ...governanceActions(market), ...senderOf(market) };
});
afterAll(() => market.stop());

const percent = 10n ** 25n;
const day = 86_400;

const States = z.array(z.object({ state: z.string() }));

/** Compares everything that votes have to do with, as of the head. */
async function compare(): Promise<string[]> {
  const tables = await foldChain(market, () => 7);
  expect(tables.dangling).toBe(0);
  const all = [
    await proposalFacts(market, tables),
    ...(await voteFacts(market, tables)),
    await operationFacts(market, tables),
    await parameterFacts(market, tables),
  ];
  for (const { mirror, chain } of all) expect(mirror).toEqual(chain);
  return States.parse(all[0]?.mirror).map(({ state }) => state);
}

test('votes, proposals, the timelock and parameters are at every time what the contracts answer', async () => {
  const { governor, jobs } = market.book.contracts;
  const { provider, buyer, stranger, deployer } = market.wallets;
  const setFee = (rate: number): Motion['calls'][number] => ({
    target: jobs,
    data: encodeFunctionData({ abi: jobsAbi, functionName: 'setFeeRate', args: [rate] }),
  });
  const own = (functionName: 'setVotingPeriod' | 'updateQuorumNumerator', value: number) => ({
    target: governor,
    data:
      functionName === 'setVotingPeriod'
        ? encodeFunctionData({ abi: atollGovernorAbi, functionName, args: [value] })
        : encodeFunctionData({ abi: atollGovernorAbi, functionName, args: [BigInt(value)] }),
  });
  await actions.give('deployer', provider.address, 3n * percent);
  await actions.give('deployer', buyer.address, 2n * percent);
  await actions.give('deployer', stranger.address, 5n * percent);
  await actions.delegate('provider', provider.address);
  await actions.delegate('buyer', provider.address);
  await actions.delegate('stranger', stranger.address);
  await actions.delegate('deployer', deployer.address);
  await actions.wait(10);

  const motion = (description: string, ...calls: Motion['calls'][number][]): Motion => ({
    calls,
    description,
  });
  const accepted = motion(
    'Ask 3 %',
    setFee(300),
    own('updateQuorumNumerator', 9),
    own('setVotingPeriod', 2 * day),
  );
  const lost = motion('Ask 10 %', setFee(1_000));
  const withdrawn = motion('Ask 4 %', setFee(400));
  const late = motion('Ask 2 %', setFee(200));
  const dropped = motion('Ask nothing', setFee(0));
  const ignored = motion('Ask 1 %', setFee(100));
  const all = [accepted, lost, withdrawn, late, dropped, ignored];
  for (const each of all) await actions.propose('deployer', each);
  const ids = new Map(
    await Promise.all(all.map(async (each) => [each, await actions.proposalIdOf(each)] as const)),
  );
  const idOf = (each: Motion) => ids.get(each) ?? 0n;
  await actions.cancel('deployer', withdrawn);
  expect(await compare()).toEqual(['pending', 'pending', 'canceled', 'pending', 'pending', 'pending']);

  await actions.wait(day + 10);
  expect(await compare()).toEqual(['active', 'active', 'canceled', 'active', 'active', 'active']);
  await actions.vote('deployer', idOf(accepted), 1);
  await actions.vote('stranger', idOf(accepted), 0);
  await actions.vote('deployer', idOf(lost), 0);
  await actions.vote('provider', idOf(lost), 2);
  await actions.vote('provider', idOf(dropped), 1);
  expect(await compare()).toEqual(['active', 'active', 'canceled', 'active', 'active', 'active']);

  // A quorum an hour before the end leaves two days more.
  await actions.wait(5 * day - 3_600);
  await actions.vote('stranger', idOf(late), 1);
  await actions.wait(3_700);
  expect(await compare()).toEqual(['succeeded', 'defeated', 'canceled', 'active', 'succeeded', 'defeated']);
  await actions.queue(accepted);
  await actions.queue(dropped);
  expect((await compare()).at(4)).toBe('queued');
  await actions.cancelAtTimelock(dropped);
  await actions.wait(2 * day + 10);
  await actions.execute(accepted);
  // 9 % are asked from here on; what began before needs 4 %.
  expect(await compare()).toEqual(['executed', 'defeated', 'canceled', 'succeeded', 'canceled', 'defeated']);
  await actions.queue(late);
  await actions.wait(2 * day + 10);
  expect((await compare()).at(3)).toBe('queued');
  await actions.executeAtTimelock(late);
  expect(await compare()).toEqual(['executed', 'defeated', 'canceled', 'executed', 'canceled', 'defeated']);
}, 120_000);
