import { type Assumptions, interestOn, tokens } from '../assumptions.ts';
import type { Attack } from '../attack.ts';
import { maximumOf, paymentsOf } from '../rules/split.ts';

/** An owner keeps every output back, out of spite or because there is no data at all. */
export function withholding(assumptions: Assumptions): Attack {
  const { order, computeSeconds } = assumptions;
  const kept = paymentsOf(order, 'withheld', computeSeconds);
  const longest = paymentsOf(order, 'withheld', order.maxSeconds);
  const honest = paymentsOf(order, 'released', computeSeconds);
  const earned = longest.compute + longest.algorithm;
  return {
    name: 'withholding on purpose',
    findings: [
      {
        id: 'withholding.buyer',
        text: 'what an output that is kept back costs the buyer of an ordinary run',
        value: tokens(kept.compute + kept.algorithm + kept.fee, assumptions),
        unit: 'tUSD',
      },
      {
        id: 'withholding.owner',
        text: 'what it costs the owner: the sale',
        value: tokens(honest.data, assumptions),
        unit: 'tUSD',
      },
      {
        id: 'withholding.scam',
        text: 'most that a seller without data, who is also host and author, takes for one order',
        value: tokens(earned, assumptions),
        unit: 'tUSD',
      },
      {
        id: 'withholding.ruling',
        text: 'share of such orders that must end in a full ruling for it not to pay',
        value: (Number(earned) / Number(maximumOf(order))) * 100,
        unit: '%',
      },
    ],
    boundedBy: 'failureCap; the release rate that everybody can compute; a dispute over the whole maximum',
  };
}

/** The reviewer never answers. */
export function silentReviewer(assumptions: Assumptions): Attack {
  const { order, computeSeconds, longestTermDays } = assumptions;
  const kept = paymentsOf(order, 'withheld', computeSeconds);
  const locked = tokens(maximumOf(order), assumptions);
  return {
    name: 'a silent reviewer',
    findings: [
      {
        id: 'silent-reviewer.buyer',
        text: 'what silence costs the buyer once anybody has finalised the run as withheld',
        value: tokens(kept.compute + kept.algorithm + kept.fee, assumptions),
        unit: 'tUSD',
      },
      {
        id: 'silent-reviewer.interest',
        text: 'interest on the maximum for the longest term that a buyer can sign, 30 days',
        value: interestOn(locked, longestTermDays, assumptions),
        unit: 'tUSD',
      },
    ],
    boundedBy: 'reviewBy and settleBy, which the buyer signs and MAX_TERM bounds; failureCap',
  };
}
