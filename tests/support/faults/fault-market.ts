import { join } from 'node:path';
import { createIdentity } from '@atoll/sdk/recipient';
import { orderJob } from '@atoll/sdk/order';
import { CustodianApproval } from '@atoll/schemas/provider-api';
import { approveAlgorithm, approveAtProvider } from '@atoll/sdk/approve-algorithm';
import { request } from '@atoll/sdk/request';
import { providerOf, providerPaths } from '@atoll/sdk/services';
import { contextOf } from '../flow/context.ts';
import { publishImage } from '../flow/example-algorithm.ts';
import { publishExampleDataset } from '../flow/example-dataset.ts';
import { type Pair, quotePair } from '../flow/run.ts';
import { publishSmallAlgorithm } from '../flow/small-algorithm.ts';
import { buildSmallImage } from '../images.ts';
import { leaseStack } from '../stack/lease.ts';
import { isReady } from '../stack/service.ts';
import type { Stack, StartStackParameters } from '../stack/start.ts';
import { waitFor } from '../wait.ts';
import { type Calls, openCalls } from './calls/calls.ts';
import { type ProviderProxies, openProviderProxies } from './calls/provider-proxies.ts';
import type { Ordered } from './open-market.ts';

/** What becomes of a job, by what its buyer orders and its owner does. */
export const jobKinds = [
  'released',
  'repeated',
  'failing',
  'withheld',
  'let go',
  'silent',
  'refused',
] as const;
export type JobKind = (typeof jobKinds)[number];

/** A job that was ordered, or is about to be. */
export interface FaultJob extends Ordered {
  readonly kind: JobKind;
}

/** A market whose provider calls everything through proxies of the tests. */
export interface FaultMarket {
  readonly stack: Stack;
  /** The engine that runs the jobs. */
  readonly socketPath: string;
  readonly calls: Calls;
  readonly proxies: ProviderProxies;
  /** Where the provider keeps its files. */
  readonly stateDirectory: string;
  /** Quotes a job, while the provider is up. One that is to be refused loses its approval here. */
  quote(kind: JobKind, seconds?: number): Promise<FaultJob>;
  order(job: FaultJob): Promise<void>;
  /** Waits until the provider runs and is ready. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface FaultMarketParameters extends Omit<
  StartStackParameters,
  'socketPath' | 'providerVariables'
> {
  /** Another engine for the jobs than the one that images are made with. */
  readonly engine?: string;
  /** Where the provider keeps its files, if not with the rest of the stack. */
  readonly stateDirectory?: string;
  /** Further variables of the provider. */
  readonly variables?: (stateDirectory: string) => Promise<Readonly<Record<string, string>>>;
}

/** Starts a market behind proxies, with a dataset that is released at once, one that is reviewed, and algorithms that differ. */
export async function openFaultMarket(parameters: FaultMarketParameters = {}): Promise<FaultMarket> {
  const { engine, variables, stateDirectory, ...stackParameters } = parameters;
  const calls = openCalls();
  let proxies: ProviderProxies | undefined;
  const { stack, socketPath, stop } = await leaseStack({
    // gVisor takes a second for what runc does in a tenth of one.
    ...{ runtime: 'runc', slots: 12, quoteSeconds: 900 },
    ...stackParameters,
    providerVariables: async (own) => {
      const rerouted = {
        ...own,
        ...(engine === undefined ? {} : { DOCKER_SOCKET: engine }),
        ...(stateDirectory === undefined ? {} : { STATE_DIRECTORY: stateDirectory }),
      };
      proxies = await openProviderProxies({ watch: calls, variables: rerouted });
      return { ...rerouted, ...proxies.variables, ...(await variables?.(rerouted.STATE_DIRECTORY ?? '')) };
    },
  });
  const close = async () => {
    try {
      await stop();
    } finally {
      await proxies?.close();
    }
  };
  try {
    if (proxies === undefined) throw new TypeError('the provider was started without proxies');
    const works = await publishWorks(stack, socketPath);
    let quoted = 0;
    return {
      stack,
      socketPath: engine ?? socketPath,
      calls,
      proxies,
      stateDirectory: stateDirectory ?? join(stack.directory, 'provider'),
      quote: (kind, seconds = 0) => {
        // An identical job is answered with the result that is there: all but one kind differ from every other by a little.
        quoted += 1;
        return quoteKind(stack, works, { kind, seconds: kind === 'repeated' ? 0 : seconds + quoted / 1000 });
      },
      order: async ({ quote }) => {
        await orderJob(await contextOf(stack, stack.wallets.buyer), quote);
      },
      settle: async () => {
        const provider = stack.services['compute-provider'];
        const ready = async () => provider.running() && (await isReady(provider.url));
        await waitFor('the provider to be back', ready, { deadlineMs: 60_000 });
      },
      stop: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Works = Readonly<Record<JobKind, Pair>>;

async function publishWorks(stack: Stack, socketPath: string): Promise<Works> {
  const image = await buildSmallImage({ socketPath }, { log: () => undefined });
  const rules = { outputTypes: ['json' as const], maxOutputBytes: 1 << 20 };
  const open = await publishExampleDataset(stack, {
    name: 'open',
    rules: { release: 'auto', ...rules },
  });
  const reviewed = await publishExampleDataset(stack, {
    name: 'reviewed',
    rules: { release: 'review', ...rules },
    reviewWindow: 60,
  });
  const oci = await publishImage(stack, { socketPath, image });
  const counting = await publishSmallAlgorithm(stack, oci);
  const failing = await publishSmallAlgorithm(stack, oci, {
    ...{ name: 'Fail', entrypoint: ['/usr/bin/dash', '-c', 'exit 3'] },
  });
  const unwanted = await publishSmallAlgorithm(stack, oci, { name: 'Unwanted' });
  const works: Works = {
    released: { dataset: open, algorithm: counting },
    repeated: { dataset: open, algorithm: counting },
    failing: { dataset: open, algorithm: failing },
    withheld: { dataset: reviewed, algorithm: counting },
    'let go': { dataset: reviewed, algorithm: counting },
    silent: { dataset: reviewed, algorithm: counting },
    refused: { dataset: open, algorithm: unwanted },
  };
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  for (const pair of [works.released, works.failing, works.withheld, works.refused])
    await approveAlgorithm(owner, approvalOf(pair));
  return works;
}

const approvalOf = ({ dataset, algorithm }: Pair) => ({
  datasetId: dataset.tokenId,
  algorithmId: algorithm.tokenId,
  metadataDigest: algorithm.metadataDigest,
});

async function quoteKind(
  stack: Stack,
  works: Works,
  { kind, seconds }: { kind: JobKind; seconds: number },
): Promise<FaultJob> {
  const pair = works[kind];
  const owner = await contextOf(stack, stack.wallets.dataOwner);
  if (kind === 'refused') await approveAtProvider(owner, approvalOf(pair));
  const identity = await createIdentity();
  const { quote } = await quotePair(stack, pair, { identity, parameters: { seconds } });
  // The chain still admits it, so the order is taken and the provider has to refuse it.
  if (kind === 'refused')
    await request(owner, {
      ...{ service: providerOf(owner), method: 'DELETE', signed: true, reply: CustodianApproval },
      path: `${providerPaths.approvals}/${pair.dataset.tokenId}/${pair.algorithm.tokenId}/${pair.algorithm.metadataDigest}`,
    });
  return { kind, quote, identity, jobId: quote.jobId };
}
