import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chain } from '@atoll/chain/chain';
import { readCar } from '@atoll/storage/car-read';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, onTestFinished, test } from 'vitest';
import { cidOfFile } from './cid-of-file.ts';
import type { MarketContext } from './context.ts';
import { pinPath } from './pin-path.ts';

const account = privateKeyToAccount(`0x${'11'.repeat(32)}`);

/** A marketplace that answers every upload with the pin of its root, and what it was sent. */
function market() {
  const sent: { root: string | null; car: Buffer }[] = [];
  const fetch: NonNullable<MarketContext['fetch']> = async (url, init) => {
    const root = new URL(url).searchParams.get('root');
    const car = Buffer.from(await new Response(init.body ?? null).arrayBuffer());
    sent.push({ root, car });
    const pin = { cid: root, bytes: car.length, pinnedBy: account.address.toLowerCase() };
    return Response.json({ pins: [{ ...pin, pinnedAt: '2026-01-01T00:00:00.000Z' }] });
  };
  return { sent, fetch };
}

test('a file is pinned from where it lies, under the CID that a store would give it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-pin-path-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const bytes = randomBytes(2_500_000);
  await writeFile(join(folder, 'layer.tar'), bytes);
  const { sent, fetch } = market();
  const ctx = {
    // Of the chain only its id is read, for what is signed.
    chain: { chainId: 31337 } as Chain,
    marketplaceUrl: 'http://market.example',
    account,
    fetch,
  };
  const cid = await pinPath(ctx, join(folder, 'layer.tar'));
  expect(cid).toBe(await cidOfFile(bytes));
  expect(sent.map(({ root }) => root)).toEqual([cid]);
  async function* body() {
    yield* sent.map(({ car }) => car);
  }
  const { roots, blocks } = await readCar(body(), 10_000_000);
  expect(roots.map(String)).toEqual([cid]);
  const leaves: Buffer[] = [];
  for await (const block of blocks) if (block.cid.toString() !== cid) leaves.push(Buffer.from(block.bytes));
  expect(Buffer.concat(leaves).equals(bytes)).toBe(true);
});
