import { type Assumptions, tokens } from '../assumptions.ts';
import type { Attack } from '../attack.ts';
import { paymentsOf } from '../rules/split.ts';

/** Provider and buyer report a run that took place as refused, and share what owner, author and treasury would have got. */
export function refusedCollusion(assumptions: Assumptions): Attack {
  const { order, computeSeconds } = assumptions;
  const honest = paymentsOf(order, 'released', computeSeconds);
  const saved = tokens(honest.data + honest.algorithm + honest.fee, assumptions);
  const income = tokens(honest.compute, assumptions);
  return {
    name: 'provider and buyer share a refused job’s price',
    findings: [
      { id: 'refused.saved', text: 'what the two share for each job', value: saved, unit: 'tUSD' },
      { id: 'refused.cost', text: 'what it costs them on chain', value: 0, unit: 'tUSD' },
      {
        id: 'refused.jobs',
        text: 'honest jobs whose compute the provider must expect to lose for half of it not to pay',
        value: saved / 2 / income,
        unit: 'jobs',
      },
    ],
    boundedBy:
      'who may run it: the owner picks the host, an author may name the providers; no contract sees the run',
  };
}
