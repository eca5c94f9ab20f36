import type { Change } from '@atoll/schemas/change';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishChanges } from '../store/publish-changes.ts';
import { account, bytes32, chainTables, jobChange } from '../testing/chain-tables.ts';
import { feedChains, startFeed, viewOf } from '../testing/feed.ts';
import { someContracts } from '../testing/some-contracts.ts';
import { take } from '../testing/sse.ts';

let tables: Awaited<ReturnType<typeof chainTables>>;
beforeAll(async () => {
  tables = await chainTables(feedChains);
});
afterAll(() => tables.close());

const publish = (changes: readonly Change[]) =>
  tables.sql.begin((transaction) => publishChanges(transaction, changes));

const job = bytes32('1');
const concerning = { assets: [], accounts: [], tokens: [] };
const placed = (block: number) => {
  const { jobId: _jobId, kind: _kind, event: _event, ...place } = jobChange(block, concerning);
  return place;
};
const changes: Change[] = [
  jobChange(1, { jobId: job }),
  jobChange(2, { assets: ['77'] }),
  jobChange(3, { accounts: [account('e')] }),
  jobChange(4, { provider: account('f') }),
  { kind: 'document', digest: bytes32('2'), status: 'verified', ...concerning, assets: ['77'] },
  { kind: 'reorg', ancestor: { number: 1, hash: bytes32('3') }, undone: 4 },
  { ...placed(5), kind: 'channel', event: 'channels.ChannelClosed', channelId: bytes32('4') },
  { ...placed(6), kind: 'bounty', event: 'bounties.BountyClosed', bountyId: bytes32('5') },
  { ...placed(7), kind: 'governance', event: 'governor.ProposalQueued', proposalId: '123' },
  { ...placed(8), kind: 'balance', event: 'jobs.Deposited', token: account('7'), tokens: [account('7')] },
];
test.each([
  [`job=${job}`, [0, 5]],
  ['asset=77', [1, 4, 5]],
  [`asset=eip155:31337/erc721:${someContracts().assetRegistry}/77&kinds=document`, [4, 5]],
  [`account=${account('E')}`, [2, 5]],
  [`provider=${account('f')}`, [3, 5]],
  ['kinds=document,reorg', [4, 5]],
  ['kinds=document&kinds=channel', [4, 5, 6]],
  [`kinds=document&job=${job}`, [5]],
  [`job=${job},${bytes32('d')}`, [0, 1, 2, 3, 5]],
  [`job=${job}&job=${bytes32('6')}`, [0, 5]],
  [`channel=${bytes32('4')},${bytes32('6')}`, [5, 6]],
  [`bounty=${bytes32('5')}`, [5, 7]],
  ['proposal=123,124', [5, 8]],
  [`token=${account('7')}`, [5, 9]],
  [`channel=${bytes32('4')}&bounty=${bytes32('5')}`, [5]],
  ['', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
])('%s', async (query, expected) => {
  const { listen } = await startFeed(tables);
  const { reader } = await listen(`/events?${query}`);
  await publish(changes);
  const told = (await take(reader, expected.length)).map((event) => {
    const { id: _id, chain: _chain, ...change } = viewOf(event);
    return change;
  });
  expect(told).toEqual(expected.map((index) => changes[index]));
  await reader.close();
});

test('a filter that says nothing sensible is refused by name', async () => {
  const { listen } = await startFeed(tables);
  await expect(listen('/events?kinds=fish')).rejects.toMatchObject({ code: 'malformed_request' });
  await expect(listen('/events?asset=x')).rejects.toMatchObject({
    detail: expect.stringContaining('query.asset'),
  });
  // Its number is another asset's here.
  for (const foreign of [
    `eip155:31337/erc721:${account('9')}/77`,
    `eip155:31338/erc721:${someContracts().assetRegistry}/77`,
  ])
    await expect(listen(`/events?asset=${foreign}`)).rejects.toMatchObject({ code: 'asset_unknown' });
  const many = (count: number) => Array.from({ length: count }, (_, at) => at).join(',');
  await expect(listen(`/events?asset=${many(51)}`)).rejects.toMatchObject({
    code: 'malformed_request',
    detail: expect.stringContaining('query.asset'),
  });
  await (await listen(`/events?asset=${many(50)}`)).reader.close();
  await expect(listen('/events?asset=')).rejects.toMatchObject({ code: 'malformed_request' });
  // Ignored, it would let everything through.
  await expect(listen('/events?jobs=1')).rejects.toMatchObject({ code: 'malformed_request' });
  await expect(listen('/events?chain=eip155:5')).rejects.toMatchObject({
    detail: expect.stringContaining('eip155:31338'),
  });
});
