import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { fetchReceipt } from '@atoll/sdk/fetch-receipt';
import { fetchResult } from '@atoll/sdk/fetch-result';
import { request } from '@atoll/sdk/request';
import { providerOf, providerPaths } from '@atoll/sdk/services';
import { verifyResult } from '@atoll/sdk/verify-result';
import Docker from 'dockerode';
import { expect } from 'vitest';
import { z } from 'zod';
import { contextOf } from '../flow/context.ts';
import { problemFrom, watchToEnd } from '../flow/run.ts';
import { countedRows } from '../flow/small-algorithm.ts';
import type { Stack } from '../stack/start.ts';
import { waitFor } from '../wait.ts';
import { readEnds, unexplainedMoney } from './ledger.ts';
import type { Market, Ordered } from './open-market.ts';

/** Shows that the job was released: one settlement that adds up to the maximum, and a result that the buyer can verify. */
export async function expectReleased(market: Market, { jobId, quote, identity }: Ordered): Promise<void> {
  const { stack } = market;
  const { job, states } = await watchToEnd(stack, jobId);
  expect(job.state, `${states.join(' → ')}, ${job.reason ?? ''}`).toBe('released');
  const { ends, paid } = await readEnds(stack, jobId);
  expect({ ends, paid }).toEqual({ ends: ['settled'], paid: quote.maximum });
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const signed = await fetchReceipt(buyer, jobId);
  const result = await decryptResult(await fetchResult(buyer, { jobId }), identity.identity);
  await verifyResult(buyer.chain, { signed, result });
  const counted = new TextDecoder().decode(result.outputs.get('count.json'));
  expect(JSON.parse(counted)).toEqual({ rows: countedRows });
}

/** Shows that the provider left no container, volume or folder of a job that is over, and that no money is unexplained. */
export async function expectNothingLeft(market: Market): Promise<void> {
  const { stack, socketPath } = market;
  await waitFor('the provider to clean up', async () => (await leftOf(stack, socketPath)).length === 0, {
    deadlineMs: 15_000,
  }).catch(async () => expect(await leftOf(stack, socketPath)).toEqual([]));
  expect(await unexplainedMoney(stack)).toBe(0n);
}

/** Containers, volumes and job folders of the stack's provider. */
export async function leftOf(
  stack: Stack,
  socketPath: string,
  stateDirectory = join(stack.directory, 'provider'),
): Promise<string[]> {
  const docker = new Docker({ socketPath });
  const filters = { label: [`atoll.provider=${stack.wallets.provider.address.toLowerCase()}`] };
  const [containers, { Volumes }, folders] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }),
    readdir(join(stateDirectory, 'jobs')),
  ]);
  return [...containers.flatMap(({ Names }) => Names), ...Volumes.map(({ Name }) => Name), ...folders];
}

/** Shows that nothing came of the job: it ended so, with a full refund or without an order, and its result is refused. */
export async function expectNothingReleased(
  market: Market,
  { jobId }: Pick<Ordered, 'jobId'>,
  end: 'orphaned' | 'expired',
): Promise<void> {
  const { stack } = market;
  const { job } = await watchToEnd(stack, jobId);
  expect({ state: job.state, settlement: job.settlement }).toEqual({
    state: end,
    settlement: end === 'orphaned' ? 'none' : 'refunded',
  });
  expect(job.result).toBeUndefined();
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const refusal = await problemFrom(
    request(buyer, {
      ...{ service: providerOf(buyer), method: 'GET', path: providerPaths.result(jobId), signed: true },
      reply: z.unknown(),
    }),
  );
  expect(refusal.code).toBe('result_not_ready');
}
