import { type RatedJob, reputationCap, reputationHalfLife, reputationOf } from '@atoll/sdk/reputation';
import type { Address } from 'viem';
import { type Assumptions, gasOf } from '../assumptions.ts';
import type { Attack } from '../attack.ts';

const now = 10n ** 9n;
const honestBuyers = 200;
const honestValue = 50n;
const target = 4_500n;

/** A provider rates itself through buyers of its own, each of which pays it for jobs. */
export function washReputation(assumptions: Assumptions): Attack {
  const { wholeToken, order } = assumptions;
  const terms = { now, wholeToken, own: [] };
  // 10,000 tokens of honest value, a mean of 3.2
  const honest = Array.from({ length: honestBuyers }, (_, index) =>
    rating(index, honestValue * wholeToken, index % 5 === 0 ? 4 : 3),
  );
  const buyers = buyersNeeded(honest, assumptions);
  const value = Number(reputationCap) * buyers;
  const fee = (value * Number(order.feeRate)) / 10_000;
  const gas = gasOf(assumptions.runGas * buyers, assumptions);
  const halfLifeDays = Number(reputationHalfLife) / 86_400;
  const whale = rating(honestBuyers, 10n ** 9n * wholeToken, 5);
  return {
    name: 'wash jobs to raise reputation',
    findings: [
      {
        id: 'wash-reputation.start',
        text: 'score that 200 honest buyers with 50 tokens each gave',
        value: thousandths(reputationOf(honest, terms).score),
        unit: 'of 5',
      },
      {
        id: 'wash-reputation.whale',
        text: 'score after one bought buyer with any amount of money',
        value: thousandths(reputationOf([...honest, whale], terms).score),
        unit: 'of 5',
      },
      {
        id: 'wash-reputation.buyers',
        text: 'bought buyers, each at the cap, for a score of 4.5',
        value: buyers,
        unit: 'accounts',
      },
      { id: 'wash-reputation.value', text: 'value they move', value, unit: 'tUSD' },
      { id: 'wash-reputation.cost', text: 'fees and gas that are lost', value: fee + gas, unit: 'tUSD' },
      {
        id: 'wash-reputation.farmed',
        text: 'lost where the same jobs also farm rewards',
        value: fee / 2 + gas,
        unit: 'tUSD',
      },
      {
        id: 'wash-reputation.upkeep',
        text: 'lost in each year to keep it, half of it in each half-life',
        value: ((fee + gas) / 2) * (365 / halfLifeDays),
        unit: 'tUSD',
      },
    ],
    boundedBy:
      'the protocol fee for the value, the cap for what one buyer can do, the half-life for how long it lasts',
  };
}

function buyersNeeded(honest: readonly RatedJob[], { wholeToken }: Assumptions): number {
  const bought: RatedJob[] = [];
  while (reputationOf([...honest, ...bought], { now, wholeToken, own: [] }).score < target) {
    bought.push(rating(honestBuyers + bought.length, reputationCap * wholeToken, 5));
  }
  return bought.length;
}

function rating(index: number, paid: bigint, score: number): RatedJob {
  const buyer: Address = `0x${(index + 1).toString(16).padStart(40, '0')}`;
  return { buyer, paid, score, endedAt: now };
}

function thousandths(score: bigint): number {
  return Number(score) / 1_000;
}
