import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import { atollTimelockAbi } from '@atoll/contracts/generated/atollTimelock';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { rewardsAbi } from '@atoll/contracts/generated/rewards';
import { Address } from '@atoll/schemas/ids';
import { proposalStates } from '@atoll/sdk/read-proposal-state';
import { getContract, keccak256, numberToHex, stringToHex, zeroHash } from 'viem';
import { ceilingAt, Curve, slotsAt, utilisationAt } from '../project/compute-price.ts';
import { proposalStateAt, quorumOf } from '../project/proposal-state.ts';

import type { Market } from './market.ts';
import type { Tables } from './memory-store.ts';

/** The same facts twice: as the projections have them, and as the contracts answer. */
export interface Twice {
  readonly mirror: unknown;
  readonly chain: unknown;
}

/** Lower case, as the mirror has addresses; numbers as bigint, so that spellings do not matter. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.toLowerCase();
  if (typeof value === 'number') return BigInt(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
  }
  return value;
}

async function twice<Row>(
  rows: readonly Row[],
  mirrored: (row: Row) => unknown,
  asked: (row: Row) => Promise<unknown>,
): Promise<Twice> {
  return {
    mirror: rows.map((row) => plain(mirrored(row))),
    chain: (await Promise.all(rows.map(asked))).map(plain),
  };
}

const contractOf = (market: Market) => {
  const client = market.chain.publicClient;
  const { contracts } = market.book;
  return {
    governor: getContract({ client, address: contracts.governor, abi: atollGovernorAbi }),
    timelock: getContract({ client, address: contracts.timelock, abi: atollTimelockAbi }),
    token: getContract({ client, address: contracts.token, abi: atollTokenAbi }),
    providers: getContract({ client, address: contracts.providerRegistry, abi: providerRegistryAbi }),
    disputes: getContract({ client, address: contracts.disputes, abi: disputesAbi }),
    rewards: getContract({ client, address: contracts.rewards, abi: rewardsAbi }),
    jobs: getContract({ client, address: contracts.jobs, abi: jobsAbi }),
  };
};

/** Value of a parameter as it stood at a block time. */
async function parameterAt(tables: Tables, contract: string, name: string, time: number): Promise<unknown> {
  return (await tables.fact('parameter_changes'))
    .filter((each) => each.contract === contract && each.name === name && each.changed_at <= time)
    .at(-1)?.value;
}

/** Proposals: state, quorum, votes, deadline, the time in the timelock. */
export async function proposalFacts(market: Market, tables: Tables): Promise<Twice> {
  const { governor, timelock } = contractOf(market);
  const time = await market.now();
  const operations = await tables.state('timelock_operations');
  const calls = await tables.fact('timelock_calls');
  const proposals = await tables.state('proposals');
  const quorums = new Map<bigint, bigint>();
  for (const { proposal_id, vote_start } of proposals) {
    const [supply, numerator] = await Promise.all([
      parameterAt(tables, 'token', 'totalSupply', vote_start),
      parameterAt(tables, 'governor', 'quorumNumerator', vote_start),
    ]);
    quorums.set(proposal_id, quorumOf(BigInt(String(supply)), BigInt(String(numerator))));
  }
  const callOf = ({ queued_block, queued_log }: (typeof proposals)[number]) =>
    calls.find(
      ({ block_number, log_index }) => block_number === queued_block && log_index === (queued_log ?? 0) - 2,
    );
  const operationOf = (proposal: (typeof proposals)[number]) =>
    operations.find(({ operation }) => operation === callOf(proposal)?.operation)?.state;
  return twice(
    proposals,
    (proposal) => {
      const quorum = quorums.get(proposal.proposal_id) ?? 0n;
      const voting = proposal.vote_start < time;
      return {
        state: proposalStateAt(proposal, { time, quorum, operation: operationOf(proposal) }),
        // The chain tells no quorum of a time to come.
        quorum: voting ? quorum : 0n,
        votes: [proposal.votes_against, proposal.votes_for, proposal.votes_abstain],
        times: [proposal.vote_start, proposal.vote_end, proposal.eta ?? 0],
        proposer: proposal.proposer,
        operation: proposal.operation,
        queued: callOf(proposal)?.operation ?? proposal.operation,
      };
    },
    async ({ proposal_id: id, vote_start, targets, values, calldatas, description }) => {
      const words = BigInt(keccak256(stringToHex(description)));
      const salt = numberToHex(words ^ (BigInt(market.book.contracts.governor) << 96n), { size: 32 });
      const operation = await timelock.read.hashOperationBatch([targets, values, calldatas, zeroHash, salt]);
      const state = await governor.read.state([id]);
      return {
        state: proposalStates[state],
        quorum: vote_start < time ? await governor.read.quorum([BigInt(vote_start)]) : 0n,
        votes: await governor.read.proposalVotes([id]),
        times: await Promise.all([
          governor.read.proposalSnapshot([id]),
          governor.read.proposalDeadline([id]),
          governor.read.proposalEta([id]),
        ]),
        proposer: await governor.read.proposalProposer([id]),
        operation,
        queued: operation,
      };
    },
  );
}

/** Who voted what, and who may. */
export async function voteFacts(market: Market, tables: Tables): Promise<Twice[]> {
  const { governor, token } = contractOf(market);
  const votes = await twice(
    await tables.fact('votes'),
    () => true,
    ({ proposal_id, voter }) => governor.read.hasVoted([proposal_id, voter]),
  );
  const voters = await twice(
    await tables.state('voters'),
    ({ balance, delegate, votes: held }) => ({
      balance,
      delegate: delegate ?? `0x${'0'.repeat(40)}`,
      votes: held,
    }),
    async ({ account }) => ({
      balance: await token.read.balanceOf([account]),
      delegate: await token.read.delegates([account]),
      votes: await token.read.getVotes([account]),
    }),
  );
  return [votes, voters];
}

/** Operations of the timelock: whether they wait, were carried out or dropped, and when they may be. */
export function operationFacts(market: Market, tables: Tables): Promise<Twice> {
  const { timelock } = contractOf(market);
  return tables.state('timelock_operations').then((operations) =>
    twice(
      operations,
      ({ state, executable_from }) => ({
        pending: state === 'scheduled',
        done: state === 'executed',
        // The timelock keeps 1 in the place of the time once it is done.
        timestamp: { scheduled: executable_from, executed: 1, cancelled: 0 }[state],
      }),
      async ({ operation }) => ({
        pending: await timelock.read.isOperationPending([operation]),
        done: await timelock.read.isOperationDone([operation]),
        timestamp: await timelock.read.getTimestamp([operation]),
      }),
    ),
  );
}

/** How busy environments are and what they may ask. */
export async function rentalFacts(market: Market, tables: Tables): Promise<Twice> {
  const { providers } = contractOf(market);
  const time = await market.now();
  const curve = Curve.parse(await parameterAt(tables, 'providerRegistry', 'curve', time));
  return twice(
    await tables.state('environments'),
    (rental) => ({
      utilisation: utilisationAt(rental, time),
      ceiling: ceilingAt(rental, curve, time),
      slots: [slotsAt(rental, time), rental.next_slots, rental.slots_from],
      price: rental.price_per_second,
      token: rental.token,
      active: rental.active,
    }),
    async ({ provider, environment }) => {
      const state = await providers.read.environmentOf([provider, environment]);
      return {
        utilisation: await providers.read.utilisationOf([provider, environment]),
        ceiling: await providers.read.ceilingOf([provider, environment]),
        slots: [state.slots, state.nextSlots, state.slotsFrom],
        price: state.pricePerSecond,
        token: state.token,
        active: state.active,
      };
    },
  );
}

/** The numbers of the states of a dispute in the ABI (`types/Dispute.sol`). */
const disputeStates = ['none', 'open', 'ruled', 'lapsed'];

/** Disputes, and the collateral that they hold. */
export async function disputeFacts(market: Market, tables: Tables): Promise<Twice[]> {
  const { disputes, providers } = contractOf(market);
  const found = await twice(
    await tables.state('disputes'),
    (dispute) => ({
      state: dispute.state,
      parties: [dispute.buyer, dispute.provider, dispute.arbiter],
      frozen: dispute.frozen,
      bond: dispute.bond,
      ruleBy: dispute.rule_by,
    }),
    async ({ job_id }) => {
      const dispute = await disputes.read.disputeOf([job_id]);
      return {
        state: disputeStates[dispute.state],
        parties: [dispute.buyer, dispute.provider, dispute.arbiter],
        frozen: dispute.frozen,
        bond: dispute.bond,
        ruleBy: dispute.ruleBy,
      };
    },
  );
  const collateral = await twice(
    await tables.state('collateral'),
    ({ bonded, unbonding, frozen }) => [bonded, unbonding, frozen],
    async ({ provider, token }) => {
      const [bonded, , unbonding] = await providers.read.collateralOf([provider, token]);
      return [bonded, unbonding, await providers.read.frozenOf([provider, token])];
    },
  );
  return [found, collateral];
}

const roleHash = (name: string) =>
  name === 'admin' ? zeroHash : keccak256(stringToHex(`${name.toUpperCase()}_ROLE`));

/** Every parameter as it stands. */
export async function parameterFacts(market: Market, tables: Tables): Promise<Twice> {
  const { governor, timelock, token, providers, disputes, rewards, jobs } = contractOf(market);
  const owned = async (account: Promise<Address>, named: Promise<Address>) => {
    const pending = await named;
    return { account: await account, pending: BigInt(pending) === 0n ? null : pending };
  };
  const readers: Readonly<Record<string, (subject: string) => Promise<unknown>>> = {
    'jobs.feeRate': () => jobs.read.feeRate(),
    'jobs.treasury': () => jobs.read.treasury(),
    'jobs.expiryTerms': () => jobs.read.expiryTerms(),
    'jobs.accepted': (subject) => jobs.read.isAccepted([Address.parse(subject)]),
    'jobs.owner': () => owned(jobs.read.owner(), jobs.read.pendingOwner()),
    'providerRegistry.curve': () => providers.read.curve(),
    'providerRegistry.owner': () => owned(providers.read.owner(), providers.read.pendingOwner()),
    'disputes.terms': () => disputes.read.terms(),
    'disputes.owner': () => owned(disputes.read.owner(), disputes.read.pendingOwner()),
    'rewards.publisher': () => rewards.read.publisher(),
    'rewards.guardian': () => rewards.read.guardian(),
    'rewards.owner': () => owned(rewards.read.owner(), rewards.read.pendingOwner()),
    'timelock.minDelay': () => timelock.read.getMinDelay().then(String),
    'timelock.role': (subject) => {
      const [role = '', account = ''] = subject.split(' ');
      return timelock.read.hasRole([roleHash(role), Address.parse(account)]);
    },
    'governor.votingDelay': () => governor.read.votingDelay().then(String),
    'governor.votingPeriod': () => governor.read.votingPeriod().then(String),
    'governor.proposalThreshold': () => governor.read.proposalThreshold().then(String),
    'governor.quorumNumerator': () => governor.read.quorumNumerator().then(String),
    'governor.lateQuorumVoteExtension': () => governor.read.lateQuorumVoteExtension().then(String),
    'governor.timelock': () => governor.read.timelock(),
    'token.totalSupply': () => token.read.totalSupply().then(String),
  };
  return twice(
    await tables.state('parameters'),
    ({ contract, name, subject, value }) => [contract, name, subject, value],
    async ({ contract, name, subject }) => [
      contract,
      name,
      subject,
      await readers[`${contract}.${name}`]?.(subject),
    ],
  );
}
