import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { randomDigest, type Role } from '@atoll/indexer/testing/actor';
import type { Random } from '@atoll/indexer/testing/seeded';
import { disputeActions } from '@atoll/indexer/testing/dispute-actions';
import { governanceActions, type Motion } from '@atoll/indexer/testing/governance-actions';
import type { Market } from '@atoll/indexer/testing/market';
import { senderOf } from '@atoll/indexer/testing/sender';
import type { Order } from '@atoll/schemas/order';
import { encodeFunctionData } from 'viem';

const day = 86_400;
const voters: readonly Role[] = ['deployer', 'provider', 'stranger', 'buyer'];

/** A dataset and an algorithm that may run on it for a year, as an order names them. */
export async function openPair(market: Market) {
  const { dataOwner, algorithmAuthor } = market.wallets;
  const dataset = { metadataDigest: randomDigest(), price: 5_000n, payee: dataOwner.address };
  const algorithm = { metadataDigest: randomDigest(), price: 700n, payee: algorithmAuthor.address };
  const datasetId = await market.publish('dataOwner', dataset);
  const algorithmId = await market.publish('algorithmAuthor', { ...algorithm, kind: 'algorithm' });
  const version = { ...algorithm, assetId: algorithmId };
  await market.approve('dataOwner', datasetId, version, (await market.now()) + 300 * day);
  return { dataset: { ...dataset, assetId: datasetId }, algorithm: { ...algorithm, assetId: algorithmId } };
}

/** Brings about what votes and disputes need; answers what is ordered in them. */
export async function prepareMoreDeeds(market: Market) {
  const actions = governanceActions(market);
  const percent = 10n ** 25n;
  await actions.give('deployer', market.wallets.provider.address, 3n * percent);
  await actions.give('deployer', market.wallets.stranger.address, 5n * percent);
  await actions.delegate('deployer', market.wallets.deployer.address);
  await actions.delegate('stranger', market.wallets.stranger.address);
  const terms = {
    arbiter: market.wallets.stranger.address,
    bondRate: 700,
    rulingTerm: 5 * day,
    buyerShare: 3_000,
  };
  const data = encodeFunctionData({ abi: disputesAbi, functionName: 'setTerms', args: [terms] });
  await senderOf(market).asTimelock(market.book.contracts.disputes, data);
  return openPair(market);
}

/** Random deeds about votes and disputes, one for each call. Many come at the wrong time and are refused. */
export function moreDeedsOn(
  market: Market,
  pair: Awaited<ReturnType<typeof openPair>>,
  random: Random,
): () => Promise<unknown> {
  const votes = governanceActions(market);
  const disputes = disputeActions(market);
  const motions: Motion[] = [];
  const ended: Order[] = [];
  const last = <T>(list: readonly T[]): T | undefined => list.at(-1 - random(Math.min(list.length, 3) || 1));
  const role = () => voters[random(voters.length)] ?? 'deployer';
  const pass = (seconds: number) => market.anvil.rpc('evm_increaseTime', [seconds]);

  const propose = async () => {
    const data = encodeFunctionData({ abi: jobsAbi, functionName: 'setFeeRate', args: [random(900)] });
    const motion = {
      calls: [{ target: market.book.contracts.jobs, data }],
      description: `Ask less ${randomDigest()}`,
    };
    await votes.propose('deployer', motion);
    motions.push(motion);
  };
  const decide = async () => {
    const motion = last(motions);
    if (motion === undefined) return propose();
    const what = random(7);
    if (what < 3) {
      if (random(2) === 0) await pass(day + 10);
      return votes.vote(role(), await votes.proposalIdOf(motion), ([0, 1, 2] as const)[random(3)] ?? 1);
    }
    if (what === 3) return votes.cancel('deployer', motion);
    if (what === 4) return votes.delegate(role(), market.wallets[role()].address);
    await pass(what === 5 ? 5 * day : 2 * day + 10);
    return what === 5 ? votes.queue(motion) : votes.execute(motion);
  };
  const orderAndEnd = async () => {
    const order = await market.draft(pair.dataset, pair.algorithm);
    await market.order(order);
    await pass(60);
    await market.settle(order, 'released', 50);
    ended.push(order);
    return disputes.dispute(order);
  };
  const contest = async () => {
    const order = last(ended);
    if (order === undefined || random(3) === 0) return orderAndEnd();
    const jobId = market.jobIdOf(order);
    const what = random(5);
    if (what === 0) return disputes.answer('operator', jobId);
    if (what === 1) return disputes.rule('stranger', jobId, BigInt(random(400)), random(2) === 0);
    if (what === 2) return disputes.rate(order, 1 + random(5));
    if (what === 3) return disputes.act(role(), random(2) === 0 ? 'execute' : 'revoke');
    await pass(6 * day);
    return disputes.lapse(jobId);
  };
  return () => (random(2) === 0 ? decide() : contest());
}
