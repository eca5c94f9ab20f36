import { openClient } from './http-client.ts';
import { beatSteadily } from './metronome.ts';

export interface LoadParameters {
  readonly url: string;
  /** The path of the next request. */
  readonly path: () => string;
  readonly connections: number;
  readonly seconds: number;
}

/** A reply that was no success: what is measured must be answers. */
export class ReplyRefused extends Error {
  constructor(path: string, status: number, body: Buffer) {
    super(`${path} answered ${status}: ${body.toString('utf8', 0, 200)}`);
    this.name = 'ReplyRefused';
  }
}

/**
 * As many requests as a number of connections get answered, each asking again at once (a closed loop).
 * @returns answers in a second, and the milliseconds that each took, with the path that was asked
 */
export async function driveHard(
  parameters: LoadParameters,
): Promise<{ perSecond: number; took: readonly number[]; paths: readonly string[] }> {
  const { url, path, connections, seconds } = parameters;
  const client = openClient(url, connections);
  const took: number[] = [];
  const paths: string[] = [];
  const start = performance.now();
  const until = start + seconds * 1000;
  const one = async (): Promise<void> => {
    while (performance.now() < until) {
      const asked = path();
      const sent = performance.now();
      const { status, body } = await client.get(asked);
      if (status !== 200) throw new ReplyRefused(asked, status, body);
      took.push(performance.now() - sent);
      paths.push(asked);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, one));
  } finally {
    client.close();
  }
  return { perSecond: took.length / ((performance.now() - start) / 1000), took, paths };
}

/**
 * Requests at a steady rate, whether or not earlier ones were answered (an open loop): each is timed from when it was due, so that a
 * server that stops for a while is charged for all who would have come meanwhile.
 * @returns milliseconds of each
 */
export async function driveSteadily(
  parameters: LoadParameters & { readonly perSecond: number },
): Promise<readonly number[]> {
  const { url, path, connections, seconds, perSecond } = parameters;
  const client = openClient(url, connections);
  const took: number[] = [];
  const total = Math.max(1, Math.floor(perSecond * seconds));
  const over = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const one = async (due: number): Promise<void> => {
    const asked = path();
    const { status, body } = await client.get(asked);
    if (status !== 200) throw new ReplyRefused(asked, status, body);
    took.push(performance.now() - due);
    if (took.length === total) over.resolve();
  };
  // the first failure ends the measurement, whoever is still under way
  const beat = (_number: number, due: number) => void one(due).catch(over.reject);
  const beats = beatSteadily({ perSecond, total, beat, signal: stopping.signal });
  beats.catch(over.reject);
  try {
    await over.promise;
  } finally {
    stopping.abort();
    await beats;
    client.close();
  }
  return took;
}
