import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import { atollTimelockAbi } from '@atoll/contracts/generated/atollTimelock';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import type { Motion } from '@atoll/indexer/testing/governance-actions';
import type { Address, Hex } from '@atoll/schemas/ids';
import { encodeFunctionData, keccak256, parseAbi, stringToHex } from 'viem';
import { type Cast, day } from './cast.ts';

type Calls = Motion['calls'];

const to = (target: Address, ...calls: readonly Hex[]): Calls => calls.map((data) => ({ target, data }));

export const fees = ({ market, random }: Cast): Calls => {
  const abi = jobsAbi;
  return to(
    market.book.contracts.jobs,
    encodeFunctionData({ abi, functionName: 'setFeeRate', args: [random(900)] }),
    encodeFunctionData({ abi, functionName: 'setTreasury', args: [market.wallets.treasury.address] }),
  );
};

const tokens = ({ market, random, otherToken }: Cast): Calls =>
  to(
    market.book.contracts.jobs,
    encodeFunctionData({
      ...{ abi: jobsAbi, functionName: 'setAccepted' },
      args: [otherToken, random(2) === 0],
    }),
  );

const collateral = ({ market, random }: Cast): Calls => {
  const { jobs, providerRegistry } = market.book.contracts;
  const terms = { slashRate: random(10_000), buyerShare: random(7_000), callerShare: random(1_000) };
  const curve = { kink: 1 + random(9_000), atZero: 10_000, atKink: 15_000, atFull: 20_000 + random(60_000) };
  return [
    ...to(jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'setExpiryTerms', args: [terms] })),
    ...to(
      providerRegistry,
      encodeFunctionData({ abi: providerRegistryAbi, functionName: 'setCurve', args: [curve] }),
    ),
  ];
};

const disputes = ({ market, random }: Cast): Calls => {
  const arbiter = market.wallets.stranger.address;
  const terms = { arbiter, bondRate: 500 + random(900), rulingTerm: 5 * day, buyerShare: random(8_000) };
  const data = encodeFunctionData({ abi: disputesAbi, functionName: 'setTerms', args: [terms] });
  return to(market.book.contracts.disputes, data);
};

const rewards = ({ market }: Cast): Calls => {
  const args = [market.wallets.deployer.address] as const;
  return to(
    market.book.contracts.rewards,
    encodeFunctionData({ abi: rewardsAbi, functionName: 'setPublisher', args }),
    encodeFunctionData({ abi: rewardsAbi, functionName: 'setGuardian', args }),
  );
};

/** Never slower than at first, for who tells of votes waits as long as they took then. */
const votes = ({ market, random }: Cast): Calls => {
  const { governor, timelock } = market.book.contracts;
  const abi = atollGovernorAbi;
  return to(
    governor,
    encodeFunctionData({ abi, functionName: 'setVotingDelay', args: [day - random(5_000)] }),
    encodeFunctionData({ abi, functionName: 'setVotingPeriod', args: [5 * day - random(5_000)] }),
    encodeFunctionData({ abi, functionName: 'setProposalThreshold', args: [BigInt(random(10 ** 9))] }),
    encodeFunctionData({ abi, functionName: 'updateQuorumNumerator', args: [BigInt(2 + random(4))] }),
    encodeFunctionData({ abi, functionName: 'setLateQuorumVoteExtension', args: [2 * day - random(5_000)] }),
    encodeFunctionData({ abi, functionName: 'updateTimelock', args: [timelock] }),
  );
};

const canceller = keccak256(stringToHex('CANCELLER_ROLE'));
const waits = ({ market, random }: Cast): Calls => {
  const abi = atollTimelockAbi;
  const args = [canceller, market.wallets.stranger.address] as const;
  const given = encodeFunctionData({ abi, functionName: 'grantRole', args });
  const taken = encodeFunctionData({ abi, functionName: 'revokeRole', args });
  const delay = BigInt(2 * day - random(5_000));
  return to(
    market.book.contracts.timelock,
    encodeFunctionData({ abi, functionName: 'updateDelay', args: [delay] }),
    ...(random(3) === 0 ? [given] : [given, taken]),
  );
};

const ownable = parseAbi(['function transferOwnership(address newOwner)', 'function acceptOwnership()']);
/** The owner hands itself what it has, in the two steps that this takes. */
const owners = ({ market }: Cast): Calls => {
  const { disputes: arbitration, jobs, providerRegistry, rewards: epochs, timelock } = market.book.contracts;
  const given = encodeFunctionData({ abi: ownable, functionName: 'transferOwnership', args: [timelock] });
  const taken = encodeFunctionData({ abi: ownable, functionName: 'acceptOwnership' });
  return [arbitration, jobs, providerRegistry, epochs].flatMap((contract) => to(contract, given, taken));
};

/** All that votes are about here: every parameter that only they can change. */
export const motions: readonly ((cast: Cast) => Calls)[] = [
  fees,
  tokens,
  collateral,
  disputes,
  rewards,
  votes,
  waits,
  owners,
];
