import { bountiesAbi } from '@atoll/contracts/generated/bounties';
import { channelsAbi } from '@atoll/contracts/generated/channels';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import { bountyKinds } from '@atoll/schemas/bounty';
import { Address } from '@atoll/schemas/ids';
import { getContract, zeroAddress, zeroHash } from 'viem';
import type { Market } from '../market.ts';
import type { Tables } from '../memory-store.ts';
import { type Twice, twice } from './facts.ts';

/** The ledger: every account that the mirror knows of, the market's own contracts among them. */
export async function balanceFacts(market: Market, tables: Tables): Promise<Twice> {
  const { read } = getContract({
    client: market.chain.publicClient,
    address: market.book.contracts.jobs,
    abi: jobsAbi,
  });
  return twice(
    await tables.state('balances'),
    ({ token, account, credited, withdrawn, spent }) => ({
      ...{ token, account, balance: credited - withdrawn - spent },
    }),
    async ({ token, account }) => ({ token, account, balance: await read.balanceOf([token, account]) }),
  );
}

/** Channels; of a closed one the contract keeps only the payer. */
export async function channelFacts(market: Market, tables: Tables): Promise<Twice> {
  const { read } = getContract({
    client: market.chain.publicClient,
    address: market.book.contracts.channels,
    abi: channelsAbi,
  });
  return twice(
    await tables.state('channels'),
    ({ state, payer, payee, deposit, redeemed, signer, close_delay, closes_at, fee_rate, ...sums }) => ({
      payer,
      ...(state === 'closed'
        ? { closed: true }
        : {
            payee,
            deposit,
            redeemed,
            signer,
            closeDelay: close_delay,
            closesAt: closes_at ?? 0,
            feeRate: fee_rate,
          }),
      adds:
        redeemed === sums.paid + sums.fees && (state !== 'closed' || deposit === redeemed + sums.refunded),
    }),
    async ({ channel_id }) => {
      const { payer, payee, signer, tokenIndex: _index, ...figures } = await read.channelOf([channel_id]);
      return {
        payer: Address.parse(payer),
        ...(payee === zeroAddress
          ? { closed: true }
          : { payee: Address.parse(payee), signer: Address.parse(signer), ...figures }),
        adds: true,
      };
    },
  );
}

/** Bounties with who put money in and what was handed in. */
export async function bountyFacts(market: Market, tables: Tables): Promise<Twice> {
  const { read } = getContract({
    client: market.chain.publicClient,
    address: market.book.contracts.bounties,
    abi: bountiesAbi,
  });
  const bounties = await twice(
    await tables.state('bounties'),
    (row) => ({
      ...{ judge: row.judge, total: row.pot, rest: row.rest, submissions: row.submissions },
      ...{ submitUntil: row.submit_until, decideUntil: row.decide_until, pending: row.pending },
      ...{ kind: row.kind, closed: row.state === 'closed' },
    }),
    async ({ bounty_id }) => {
      const { judge, kind, tokenIndex: _index, ...figures } = await read.bountyOf([bounty_id]);
      return { ...figures, judge: Address.parse(judge), kind: bountyKinds[kind] };
    },
  );
  const funders = await twice(
    await tables.state('bounty_funders'),
    ({ standing }) => standing,
    ({ bounty_id, funder }) => read.contributionOf([bounty_id, funder]),
  );
  const submissions = await twice(
    await tables.state('bounty_submissions'),
    ({ submitter, awarded, rejected }) => ({ submitter: rejected ? zeroAddress : submitter, awarded }),
    async ({ bounty_id, submission }) => {
      const { submitter, awarded } = await read.submissionOf([bounty_id, submission]);
      return { submitter: Address.parse(submitter), awarded };
    },
  );
  return {
    mirror: [...bounties.mirror, ...funders.mirror, ...submissions.mirror],
    chain: [...bounties.chain, ...funders.chain, ...submissions.chain],
  };
}

/** Epochs of rewards, what was claimed, and what they may still take. */
export async function rewardFacts(market: Market, tables: Tables): Promise<Twice> {
  const { read } = getContract({
    client: market.chain.publicClient,
    address: market.book.contracts.rewards,
    abi: rewardsAbi,
  });
  const epochs = await twice(
    await tables.state('reward_epochs'),
    ({ state, root, total, claimed, claimable_from }) =>
      state === 'vetoed'
        ? zeroHash
        : { root, total, claimed, claimableFrom: claimable_from, swept: state === 'swept' },
    async ({ epoch }) => {
      const { root, tokenIndex: _index, ...figures } = await read.epochOf([epoch]);
      return root === zeroHash ? zeroHash : { root, ...figures };
    },
  );
  const funds = await twice(
    await tables.state('reward_funds'),
    ({ committed }) => committed,
    ({ token }) => read.committedOf([token]),
  );
  const claims = await twice(
    await tables.fact('reward_claims'),
    () => true,
    ({ epoch, account }) => read.isClaimed([epoch, account]),
  );
  return {
    mirror: [...epochs.mirror, ...funds.mirror, ...claims.mirror],
    chain: [...epochs.chain, ...funds.chain, ...claims.chain],
  };
}
