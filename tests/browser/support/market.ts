import { type DatasetSnapshot } from '@atoll/schemas/provider-api';
import { datasetDocument } from '@atoll/sdk/dataset-document';
import { publishAsset } from '@atoll/sdk/publish-asset';
import { approveAlgorithm } from '@atoll/sdk/approve-algorithm';
import { orderJob } from '@atoll/sdk/order';
import { rateJob } from '@atoll/sdk/rate-job';
import { contextOf } from '../../support/flow/context.ts';
import { publishImage } from '../../support/flow/example-algorithm.ts';
import { publishExampleDataset, type PublishedDataset } from '../../support/flow/example-dataset.ts';
import { quotePair, watchToEnd } from '../../support/flow/run.ts';
import { publishSmallAlgorithm } from '../../support/flow/small-algorithm.ts';
import { buildSmallImage } from '../../support/images.ts';
import { type StackLease } from '../../support/stack/lease.ts';
import { type Stack } from '../../support/stack/start.ts';
import { waitFor } from '../../support/wait.ts';

/** A dataset beside the example's: the same snapshot under another description. */
export interface Described {
  readonly name: string;
  readonly description: string;
  readonly license: string;
  readonly keywords: readonly string[];
  /** In the test dollar's smallest unit. */
  readonly price: bigint;
}

/** Lists another dataset over a snapshot that is registered already. It is shown, and not bound: nobody could run on it. */
export async function describeAgain(stack: Stack, snapshot: DatasetSnapshot, described: Described) {
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  return publishAsset(owner, {
    kind: 'dataset',
    document: datasetDocument(snapshot, {
      name: described.name,
      description: described.description,
      license: described.license,
      version: '1.0.0',
      keywords: [...described.keywords],
    }),
    commitment: snapshot.commitment.digest,
    terms: {
      token: stack.token.address,
      price: described.price,
      provider: stack.wallets.provider.address,
    },
  });
}

/** Waits until the catalogue shows so many entries. */
export async function waitForEntries(stack: Stack, count: number): Promise<void> {
  await waitFor(
    `${count} entries in the catalogue`,
    async () => {
      const reply = await fetch(`${stack.services.marketplace.url}/catalogue?limit=1`);
      const { total }: { total?: unknown } = Object(await reply.json());
      return typeof total === 'number' && total >= count;
    },
    { deadlineMs: 60_000 },
  );
}

export interface LivingMarket {
  readonly dataset: PublishedDataset;
  readonly algorithm: Awaited<ReturnType<typeof publishSmallAlgorithm>>;
  /** A run that was released and rated. */
  readonly jobId: `0x${string}`;
}

/** A market in which something has happened: a dataset, an algorithm, a run that was paid, released and rated. */
export async function openLivingMarket(lease: StackLease): Promise<LivingMarket> {
  const { stack, socketPath } = lease;
  const dataset = await publishExampleDataset(stack);
  const image = await buildSmallImage(lease, { log: () => undefined });
  const algorithm = await publishSmallAlgorithm(stack, await publishImage(stack, { socketPath, image }));
  await approveAlgorithm(await contextOf(stack, stack.wallets.dataOwner), {
    datasetId: dataset.tokenId,
    algorithmId: algorithm.tokenId,
    metadataDigest: algorithm.metadataDigest,
  });
  const pair = { dataset, algorithm };
  const { quote } = await quotePair(stack, pair, { parameters: { seconds: 0 } });
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const { jobId } = await orderJob(buyer, quote);
  await watchToEnd(stack, jobId);
  await rateJob(buyer, { jobId, score: 5 });
  return { dataset, algorithm, jobId };
}
