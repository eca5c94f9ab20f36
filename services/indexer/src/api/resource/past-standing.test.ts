import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../testing/api-rows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi(40);
  // Blocks have their number as their time: three blocks ago an approval expired and a vote ended.
  await api.writer`
    update approvals set revoked = false, expires_at = ${api.head - 3} where dataset = 7`;
  await api.writer`
    update proposals set state = 'created', vote_start = ${api.head - 9}, vote_end = ${api.head - 3}, eta = null
    where proposal_id = 7`;
}, 60_000);
afterAll(() => api.close());

interface Page {
  items: Record<string, unknown>[];
}
const listed = async (path: string, field: string) => {
  const { status, body, text } = await api.get(path);
  expect(status, text).toBe(200);
  return (body as Page).items.map((item) => item[field]);
};
const dataset = 'eip155:31337/erc721:0x0000000000000000000000000000000000000005/7';

test('an approval is active as of the last block in which it admits orders, and no longer after', async () => {
  const activeAt = (asOf: number) => listed(`/approvals?dataset=7&asOf=${asOf}`, 'active');
  const allAt = (asOf: number) => listed(`/approvals?active=true&asOf=${asOf}`, 'dataset');
  expect([await activeAt(api.head - 3), await allAt(api.head - 3)]).toEqual([[true], [dataset]]);
  expect([await activeAt(api.head - 2), await allAt(api.head - 2)]).toEqual([[false], []]);
  expect(await listed('/approvals?active=false&dataset=7', 'active')).toEqual([false]);
});

test('a proposal is active as of the last block of its vote, and no longer after', async () => {
  const standingAt = (asOf: number) => listed(`/proposals?standing=active&asOf=${asOf}`, 'proposalId');
  expect(await standingAt(api.head - 3)).toEqual(['7']);
  expect(await standingAt(api.head - 2)).toEqual([]);
  expect(await standingAt(api.head - 9)).toEqual([]);
});

test('GraphQL answers as of a block what listings do', async () => {
  const response = await api.app.request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: `{
        then: proposals(filter: { standing: ["active"] }, asOf: ${api.head - 3}) { items { proposalId standing } }
        now: proposal(proposalId: "7") { standing }
        past: proposal(proposalId: "7", asOf: ${api.head - 3}) { standing }
        payments(first: 1, asOf: ${api.head - 8}) { items { blockNumber } }
      }`,
    }),
  });
  expect(await response.json()).toEqual({
    data: {
      then: { items: [{ proposalId: '7', standing: 'active' }] },
      now: { standing: 'defeated' },
      past: { standing: 'active' },
      payments: { items: [{ blockNumber: api.head - 8 }] },
    },
  });
});
