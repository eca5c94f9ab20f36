import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FaultMarket, openFaultMarket } from '../support/faults/fault-market.ts';
import { planEveryKind } from '../support/faults/kill-plan.ts';
import { killRun } from '../support/faults/kill-run.ts';

let market: FaultMarket;

beforeAll(async () => {
  market = await openFaultMarket();
}, 300_000);

afterAll(() => market.stop(), 30_000);

test(
  'a provider killed at every transition and at every transaction ends each job once and leaves nothing',
  { timeout: 300_000 },
  async () => {
    // `npm run faults` kills at every other kind of call too, at each of its moments.
    const wanted = /^(transition|chain eth_sendRawTransaction)/;
    const plan = planEveryKind((kind) => wanted.test(kind));
    const report = await killRun({ market, plan, kills: 1, rounds: 4, gatherMs: 700 });
    expect(report.missing).toEqual([]);
    const transitions = [...report.points.keys()].filter((point) => point.startsWith('transition'));
    expect(transitions.length).toBeGreaterThanOrEqual(11);
  },
);
