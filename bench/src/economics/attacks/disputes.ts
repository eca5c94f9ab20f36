import { type Assumptions, gasOf, interestOn, tokens } from '../assumptions.ts';
import type { Attack } from '../attack.ts';
import { maximumOf, paymentsOf, slashOf } from '../rules/split.ts';

/** Of the arbiter's rulings, how many are wrong in the disputer's favour. */
const errorRate = 0.02;

/** The arbiter never rules. */
export function silentArbiter(assumptions: Assumptions): Attack {
  const { order, bondRate, rulingTermDays } = assumptions;
  const maximum = tokens(maximumOf(order), assumptions);
  const bond = (maximum * Number(bondRate)) / 10_000;
  return {
    name: 'a silent arbiter',
    findings: [
      {
        id: 'silent-arbiter.bond',
        text: 'bond of an ordinary order, which goes back',
        value: bond,
        unit: 'tUSD',
      },
      {
        id: 'silent-arbiter.buyer',
        text: 'interest that the buyer loses on it',
        value: interestOn(bond, rulingTermDays, assumptions),
        unit: 'tUSD',
      },
      {
        id: 'silent-arbiter.provider',
        text: 'interest that the provider loses on what is frozen meanwhile',
        value: interestOn(maximum, rulingTermDays, assumptions),
        unit: 'tUSD',
      },
    ],
    boundedBy: 'rulingTerm, after which anybody ends the dispute; bondRate',
  };
}

/** A buyer disputes each job, in the hope of a wrong ruling. */
export function disputeEverything(assumptions: Assumptions): Attack {
  const { order, bondRate, rulingBuyerShare } = assumptions;
  const maximum = tokens(maximumOf(order), assumptions);
  const bond = (maximum * Number(bondRate)) / 10_000;
  const won = (maximum * Number(rulingBuyerShare)) / 10_000;
  return {
    name: 'a buyer disputing everything',
    findings: [
      {
        id: 'dispute-everything.break-even',
        text: 'wrong rulings over the whole maximum that are needed for it to pay where all others forfeit the bond',
        value: (bond / (bond + won)) * 100,
        unit: '%',
      },
      {
        id: 'dispute-everything.net',
        text: `gain from one dispute where ${errorRate * 100} % of the rulings are wrong`,
        value: errorRate * won - (1 - errorRate) * bond - gasOf(assumptions.runGas, assumptions),
        unit: 'tUSD',
        bar: 0,
      },
    ],
    boundedBy: 'bondRate against buyerShare; an arbiter who forfeits bonds; one dispute for each job',
  };
}

/** Arbiter and buyer share what a ruling takes; or a provider slashes itself to get at its collateral early. */
export function slashCollusion(assumptions: Assumptions): Attack {
  const { order, computeSeconds, rulingBuyerShare, expiryBuyerShare, callerShare, slashRate } = assumptions;
  const maximum = maximumOf(order);
  const { compute, fee } = paymentsOf(order, 'released', computeSeconds);
  const ruled = slashOf(maximum, rulingBuyerShare, 0n);
  const slice = (maximum * slashRate) / 10_000n;
  const expired = slashOf(slice, expiryBuyerShare, callerShare);
  return {
    name: 'slash collusion',
    findings: [
      {
        id: 'slash-collusion.arbiter',
        text: 'what a corrupt arbiter and a buyer share for one order, compute and fee of the run paid',
        value: tokens(ruled.buyer - compute - fee, assumptions),
        unit: 'tUSD',
      },
      {
        id: 'slash-collusion.exposed',
        text: 'most of it, of the maximum that the provider itself quoted',
        value: (Number(ruled.buyer) / Number(maximum)) * 100,
        unit: '%',
        bar: 80,
      },
      {
        id: 'slash-collusion.self',
        text: 'what a provider loses of collateral that it slashes itself to get around the unbonding',
        value: (Number(expired.treasury) / Number(slice)) * 100,
        unit: '%',
      },
      {
        id: 'slash-collusion.expiry',
        text: 'what a buyer gains who makes a provider miss the deadline of an ordinary order',
        value: tokens(expired.buyer + expired.caller, assumptions),
        unit: 'tUSD',
      },
    ],
    boundedBy:
      'the job’s own maximum, whatever the ruling; shares that leave a part to the treasury; a timelock names the arbiter',
  };
}
