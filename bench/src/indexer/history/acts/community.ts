import { contracts, deployment, paymentTokens, shareToken } from '../deployment.ts';
import type { HistoryLog } from '../encode-event.ts';
import { events } from '../events.ts';
import { collect, deposit, pay } from '../ledger.ts';
import {
  below,
  type Bounty,
  cents,
  chance,
  oneOf,
  someAddress,
  someone,
  someWord,
  takeOneOf,
  type World,
  zeroAddress,
  zeroWord,
} from '../world.ts';

const month = 30 * 86_400;
const someToken = (world: World) => oneOf(world, paymentTokens) ?? paymentTokens[0];

export function openBounty(world: World): readonly HistoryLog[] {
  const amount = cents(world, 10_000, 100_000);
  const bounty: Bounty = {
    id: someWord(world.random),
    funder: someone(world),
    amount,
    token: someToken(world),
    rest: amount,
    submitters: [],
  };
  world.bounties.push(bounty);
  const { id: bountyId, funder, token } = bounty;
  return [
    events.bountyOpened({
      bountyId,
      funder,
      judge: someAddress(world.random),
      kind: below(world, 3),
      token,
      specification: someWord(world.random),
      submitUntil: world.now + month,
      decideUntil: world.now + 2 * month,
    }),
    collect(world, token, contracts.bounties, amount),
    events.bountyFunded({ bountyId, funder, amount, total: amount }),
  ];
}

export function submitToBounty(world: World): readonly HistoryLog[] {
  const bounty = oneOf(world, world.bounties);
  if (bounty === undefined || bounty.submitters.length >= 64) return [];
  const submitter = someone(world);
  bounty.submitters.push(submitter);
  return [
    events.submissionMade({
      bountyId: bounty.id,
      submitter,
      submission: bounty.submitters.length,
      assetId: 0n,
      digest: someWord(world.random),
    }),
  ];
}

/** The judge awards half of what is left to the newest submission. */
export function awardBounty(world: World): readonly HistoryLog[] {
  const bounty = oneOf(world, world.bounties);
  const submitter = bounty?.submitters.at(-1);
  const amount = (bounty?.rest ?? 0n) / 2n;
  if (bounty === undefined || submitter === undefined || amount === 0n) return [];
  bounty.rest -= amount;
  const submission = bounty.submitters.length;
  return [
    events.bountyAwarded({ bountyId: bounty.id, submission, submitter, amount }),
    ...pay(world, bounty.token, contracts.bounties, submitter, amount),
  ];
}

/** What was not awarded goes back to who funded it. */
export function closeBounty(world: World): readonly HistoryLog[] {
  if (world.bounties.length < 3) return [];
  const bounty = takeOneOf(world, world.bounties);
  if (bounty === undefined) return [];
  const { id: bountyId, funder, token, rest } = bounty;
  return [
    events.bountyClosed({ bountyId, rest }),
    events.contributionReclaimed({ bountyId, funder, amount: rest }),
    ...pay(world, token, contracts.bounties, funder, rest),
  ];
}

export function proposeEpoch(world: World): readonly HistoryLog[] {
  if (world.epochs.length > 5 && chance(world, 0.8)) return [];
  const total = cents(world, 100_000, 1_000_000);
  const token = someToken(world);
  const number = BigInt(world.epochs.length + 1);
  world.epochs.push({ number, token, left: total, claimed: new Set() });
  return [
    deposit(world, token, deployment.treasury, contracts.rewards, total),
    events.epochProposed({
      epoch: number,
      token,
      root: someWord(world.random),
      total,
      dataDigest: someWord(world.random),
      claimableFrom: world.now,
    }),
  ];
}

export function claimReward(world: World): readonly HistoryLog[] {
  const epoch = oneOf(world, world.epochs);
  const account = someone(world);
  const amount = (epoch?.left ?? 0n) / 50n;
  if (epoch === undefined || amount === 0n || epoch.claimed.has(account)) return [];
  epoch.claimed.add(account);
  epoch.left -= amount;
  return [
    events.rewardClaimed({ epoch: epoch.number, account, amount }),
    ...pay(world, epoch.token, contracts.rewards, account, amount),
  ];
}

const votesEach = 10n ** 18n;

/** An account is given votes and delegates them to itself. */
export function grantVotes(world: World): readonly HistoryLog[] {
  const to = someone(world);
  if (world.votes.has(to)) return [];
  const value = votesEach * BigInt(1 + below(world, 1_000));
  world.votes.set(to, value);
  return [
    events.votesMoved({ from: zeroAddress, to, value }),
    events.delegateChanged({ delegator: to, fromDelegate: zeroAddress, toDelegate: to }),
    events.delegateVotesChanged({ delegate: to, previousVotes: 0n, newVotes: value }),
  ];
}

export function propose(world: World): readonly HistoryLog[] {
  const proposer = oneOf(world, [...world.votes.keys()]);
  if (proposer === undefined || world.proposals.length > 10) return [];
  const id = BigInt(someWord(world.random));
  world.proposals.push({
    id,
    call: { id: someWord(world.random), target: contracts.jobs },
    voters: new Set(),
  });
  return [
    events.proposalCreated({
      proposalId: id,
      proposer,
      targets: [contracts.jobs],
      values: [0n],
      signatures: [''],
      calldatas: ['0x'],
      voteStart: BigInt(world.now + 86_400),
      voteEnd: BigInt(world.now + 8 * 86_400),
      description: `Proposal ${id.toString(16).slice(0, 8)}: change a parameter of the market, with its reasons`,
    }),
  ];
}

export function vote(world: World): readonly HistoryLog[] {
  const proposal = oneOf(world, world.proposals);
  const [voter, weight] = oneOf(world, [...world.votes]) ?? [];
  if (proposal === undefined || voter === undefined || weight === undefined) return [];
  if (proposal.voters.has(voter)) return [];
  proposal.voters.add(voter);
  return [events.voteCast({ voter, proposalId: proposal.id, support: below(world, 3), weight, reason: '' })];
}

/** A proposal that won is queued and, to keep the history short, executed in the same transaction. */
export function execute(world: World): readonly HistoryLog[] {
  if (world.proposals.length < 3) return [];
  const proposal = takeOneOf(world, world.proposals);
  if (proposal === undefined) return [];
  const { id, target } = proposal.call;
  const call = { id, index: 0n, target, value: 0n, data: '0x' } as const;
  return [
    events.callScheduled({ ...call, predecessor: zeroWord, delay: 0n }),
    events.proposalQueued({ proposalId: proposal.id, etaSeconds: BigInt(world.now) }),
    events.callExecuted(call),
    events.proposalExecuted({ proposalId: proposal.id }),
  ];
}

/** At most as many as have code on the chain of the history. */
export const mostShareTokens = 20;

/** A dataset's owner sells shares in its income; what it earns is the share token's from then on. */
export function createShares(world: World): readonly HistoryLog[] {
  const dataset = oneOf(world, world.datasets);
  if (dataset === undefined || world.shareTokens >= mostShareTokens) return [];
  if (world.shareTokens * 20_000 > world.random() * 400_000 || dataset.beneficiary !== zeroAddress) return [];
  world.shareTokens += 1;
  const token = shareToken(world.shareTokens);
  dataset.beneficiary = token;
  const supply = 1_000_000n;
  const { id: assetId, owner: holder } = dataset;
  const [a, b] = [someone(world), someone(world)];
  return [
    events.sharesCreated({ assetId, token, holder, supply, name: 'Income', symbol: 'INC' }),
    events.beneficiaryLockChanged({ assetId, beneficiary: token, locked: true }),
    events.sharesMoved(token, { from: zeroAddress, to: holder, value: supply }),
    events.sharesMoved(token, { from: holder, to: a, value: supply / 4n }),
    events.sharesMoved(token, { from: holder, to: b, value: supply / 4n }),
  ];
}
