import { type Assumptions, gasOf, interestOn, tokens } from '../assumptions.ts';
import type { Attack } from '../attack.ts';
import { maximumOf, paymentsOf } from '../rules/split.ts';

/** Collateral that the attacker wants to keep busy. */
const collateral = 10_000;

/** Somebody orders much and uses little: each order holds the provider's collateral for all that it could have cost. */
export function smallJobs(assumptions: Assumptions): Attack {
  const { order, disputeWindowDays } = assumptions;
  const free = { ...order, dataPrices: [0n], algorithmPrice: 0n };
  const gas = gasOf(assumptions.settleGas, assumptions);
  return {
    name: 'griefing with small jobs',
    findings: [
      {
        id: 'small-jobs.priced',
        text: `holding ${collateral.toLocaleString('en')} of collateral by runs of one second on priced data, paid to owner and author`,
        value: costToHold(order, assumptions),
        unit: 'tUSD',
      },
      {
        id: 'small-jobs.free',
        text: 'the same on free data with a free algorithm',
        value: costToHold(free, assumptions),
        unit: 'tUSD',
      },
      {
        id: 'small-jobs.harm',
        text: 'interest that the provider loses on it until the dispute windows have closed',
        value: interestOn(collateral, disputeWindowDays, assumptions),
        unit: 'tUSD',
      },
      { id: 'small-jobs.settle', text: 'what a provider pays to settle one job', value: gas, unit: 'tUSD' },
      {
        id: 'small-jobs.seconds',
        text: 'seconds of compute that pay for it',
        value: gas / tokens(order.pricePerSecond, assumptions),
        unit: 's',
      },
    ],
    boundedBy:
      'every order needs a quote: the provider decides whom it quotes, how often, and with how many seconds',
  };
}

function costToHold(terms: Assumptions['order'], assumptions: Assumptions): number {
  const orders = Math.ceil(collateral / tokens(maximumOf(terms), assumptions));
  const { data, algorithm, compute, fee } = paymentsOf(terms, 'released', 1n);
  return (
    orders * (tokens(data + algorithm + compute + fee, assumptions) + gasOf(assumptions.runGas, assumptions))
  );
}
