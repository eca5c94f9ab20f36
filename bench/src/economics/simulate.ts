import type { Assumptions } from './assumptions.ts';
import type { Attack } from './attack.ts';
import { disputeEverything, silentArbiter, slashCollusion } from './attacks/disputes.ts';
import { failingOrders } from './attacks/failing-orders.ts';
import { refusedCollusion } from './attacks/refused-collusion.ts';
import { rewardFarming } from './attacks/reward-farming.ts';
import { smallJobs } from './attacks/small-jobs.ts';
import { washPrice } from './attacks/wash-price.ts';
import { washReputation } from './attacks/wash-reputation.ts';
import { silentReviewer, withholding } from './attacks/withholding.ts';

const attacks = [
  washPrice,
  washReputation,
  smallJobs,
  failingOrders,
  refusedCollusion,
  withholding,
  silentReviewer,
  silentArbiter,
  disputeEverything,
  slashCollusion,
  rewardFarming,
];

/** Every attack, played with the same assumptions; the same figures on every machine. */
export function simulate(assumptions: Assumptions): Attack[] {
  return attacks.map((attack) => attack(assumptions));
}
