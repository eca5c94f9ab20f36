import type { AgeIdentity } from '@atoll/sdk/recipient';
import { orderJob } from '@atoll/sdk/order';
import type { CheckedQuote } from '@atoll/sdk/quote';
import { contextOf } from '../flow/context.ts';
import { publishImage } from '../flow/example-algorithm.ts';
import { publishExampleDataset } from '../flow/example-dataset.ts';
import { approvePair, type Pair, quotePair } from '../flow/run.ts';
import { publishSmallAlgorithm } from '../flow/small-algorithm.ts';
import { buildSmallImage } from '../images.ts';
import { leaseStack } from '../stack/lease.ts';
import type { Stack, StartStackParameters } from '../stack/start.ts';

/** An ordered job with what its buyer needs to open the result. */
export interface Ordered {
  readonly jobId: `0x${string}`;
  readonly quote: CheckedQuote;
  readonly identity: AgeIdentity;
}

/** A running market in which the counting algorithm may run on the example dataset. */
export interface Market {
  readonly stack: Stack;
  readonly socketPath: string;
  readonly pair: Pair;
  /** A quote for a run that waits this many seconds before it counts. */
  quote(seconds?: number): Promise<Ordered>;
  /** Orders what was quoted, as the buyer. */
  order(quoted: Ordered): Promise<void>;
  /** Quotes and orders. */
  buy(seconds?: number): Promise<Ordered>;
  stop(): Promise<void>;
}

/** Starts a stack, publishes dataset and algorithm and approves them. */
export async function openMarket(parameters: Omit<StartStackParameters, 'socketPath'> = {}): Promise<Market> {
  const { stack, socketPath, stop } = await leaseStack(parameters);
  try {
    const image = await buildSmallImage({ socketPath }, { log: () => undefined });
    const [dataset, oci] = await Promise.all([
      publishExampleDataset(stack),
      publishImage(stack, { socketPath, image }),
    ]);
    const pair = { dataset, algorithm: await publishSmallAlgorithm(stack, oci) };
    await approvePair(stack, pair);
    let asked = 0;
    const quote = async (seconds = 0.2) => {
      // Each a little longer than the one before: an identical job would be answered without a run.
      const parameters = { seconds: seconds + (asked += 1) / 1000 };
      const quoted = await quotePair(stack, pair, { parameters });
      return { ...quoted, jobId: quoted.quote.jobId };
    };
    const order = async (quoted: Ordered) => {
      await orderJob(await contextOf(stack, stack.wallets.buyer), quoted.quote);
    };
    return {
      stack,
      socketPath,
      pair,
      quote,
      order,
      buy: async (seconds) => {
        const quoted = await quote(seconds);
        await order(quoted);
        return quoted;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
