import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, openTestApi, type TestApi } from '../../testing/api-rows.ts';
import { allResources } from './all.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(20);
}, 60_000);
afterAll(() => api.close());

/** Columns that no field shows as they are, by what is made of them. */
const shownOtherwise: Readonly<Record<string, string>> = {
  'assets.token': 'terms',
  'assets.price': 'terms',
  'assets.provider': 'terms',
  'assets.beneficiary': 'terms',
  'assets.derivative_royalty': 'terms',
  'assets.resale_royalty': 'terms',
  'assets.review_window': 'terms',
  'assets.next_derivative_royalty': 'derivativeRoyaltyNext',
  'assets.derivative_royalty_from': 'derivativeRoyaltyNext',
  'approvals.dataset': 'dataset',
  'approvals.algorithm': 'algorithm',
  'publisher_approvals.dataset': 'dataset',
  'documents.body': 'document',
  'documents.problem': 'problem',
  'documents.attempts': 'status',
  'documents.next_attempt': 'status',
  'environments.slots': 'slots',
  'environments.next_slots': 'slotsNext',
  'environments.slots_from': 'slotsNext',
  'environments.load': 'utilisation',
  'environments.load_at': 'utilisation',
  'jobs.reported_seconds': 'states',
  'jobs.reported_block': 'states',
  'jobs.reported_log': 'states',
  'logs.topic0': 'topics',
  'logs.topic1': 'topics',
  'logs.topic2': 'topics',
  'logs.topic3': 'topics',
  'share_holders.debts': 'what claimable dividends are computed from',
};

test('every column is shown, by itself or by what is made of it', () => {
  for (const { table, columns, plain } of Object.values(allResources)) {
    const shown = new Set([...plain.values()].map(({ name }) => name));
    for (const name of columns.keys()) {
      const place = `${table}.${name}`;
      expect(shown.has(name) || place in shownOtherwise, place).toBe(true);
    }
  }
});

test('a proposal leads to the operation of its calls, and that one back', async () => {
  const response = await api.app.request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: '{ proposal(proposalId: "4") { operation operationItem { operation proposal { operation } } } }',
    }),
  });
  const { data } = (await response.json()) as { data: { proposal: { operation: string } } };
  const { operation } = data.proposal;
  expect(operation).toMatch(/^0x/);
  expect(data.proposal).toEqual({ operation, operationItem: { operation, proposal: { operation } } });
});

test('a provider shows what was ever slashed of its collateral', async () => {
  const { body } = await api.get(`/providers/${account(4)}`);
  expect(body).toMatchObject({ collateral: [{ slashed: '400000000000000000007' }] });
});
