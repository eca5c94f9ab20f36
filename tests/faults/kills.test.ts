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
  'a provider killed at every transition and at every kind of call ends each job once and leaves nothing',
  { timeout: 300_000 },
  async () => {
    // Reads of the chain, samples of usage and statements that only a coincidence brings about may not come a second time.
    const certain = /^(transition|engine(?!.*stats)|marketplace|chain eth_sendRawTransaction)/;
    const plan = planEveryKind((point) => certain.test(point));
    const report = await killRun({ market, plan, kills: 1, rounds: 4, gatherMs: 700 });
    expect(report.missing).toEqual([]);
    const transitions = [...report.points.keys()].filter((point) => point.startsWith('transition'));
    expect(transitions.length).toBeGreaterThanOrEqual(11);
  },
);
