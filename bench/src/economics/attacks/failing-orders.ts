import { type Assumptions, tokens } from '../assumptions.ts';
import type { Attack } from '../attack.ts';
import { paymentsOf } from '../rules/split.ts';

/** A buyer brings an algorithm that fails on purpose: no output, and no price of the data. */
export function failingOrders(assumptions: Assumptions): Attack {
  const { order, computeSeconds } = assumptions;
  const ordinary = paymentsOf(order, 'algorithmFailed', computeSeconds);
  const longest = paymentsOf(order, 'algorithmFailed', order.maxSeconds);
  const unpaid = order.pricePerSecond * order.maxSeconds - longest.compute;
  return {
    name: 'orders made to fail',
    findings: [
      {
        id: 'failing-orders.cost',
        text: 'what a failed run of ten minutes costs its buyer, who receives nothing',
        value: tokens(ordinary.compute + ordinary.fee, assumptions),
        unit: 'tUSD',
      },
      {
        id: 'failing-orders.longest',
        text: 'what the longest one costs: the signed failure cap',
        value: tokens(longest.compute + longest.fee, assumptions),
        unit: 'tUSD',
      },
      {
        id: 'failing-orders.unpaid',
        text: 'compute that a provider gives away where it quotes a cap below the longest run',
        value: tokens(unpaid, assumptions),
        unit: 'tUSD',
      },
    ],
    boundedBy: 'failureCap, which the buyer signs and the provider quotes; maxSeconds',
  };
}
