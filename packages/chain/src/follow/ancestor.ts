import type { Bytes32 } from '@atoll/schemas/ids';
import { ChainUnavailable, ForkBelowFinality } from '../errors.ts';
import type { BlockReference } from '../follow-types.ts';
import type { Endpoint } from './endpoint.ts';
import { findHeaders } from './headers.ts';

/** Headers asked for at once on the way down. */
const atOnce = 32;

/**
 * The highest block below `below` that the reader and the node agree on.
 *
 * @throws ForkBelowFinality where a block that was final differs, or none is known to compare; ChainUnavailable where the node lacks blocks
 * that it should have: one that is merely behind proves no fork
 */
export async function findAncestor(input: {
  endpoint: Endpoint;
  below: number;
  finalized: number;
  origin: number;
  hashOf: (number: number) => Promise<Bytes32 | undefined>;
}): Promise<BlockReference> {
  const { endpoint, finalized, origin, hashOf } = input;
  const floor = Math.max(finalized, origin);
  let lacking = false;
  for (let top = input.below - 1; top >= floor; top -= atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, top - floor + 1) }, (_, index) => top - index);
    const known = await Promise.all(numbers.map(hashOf));
    const headers = await findHeaders(endpoint, numbers);
    for (const [index, number] of numbers.entries()) {
      const hash = known[index];
      const header = headers[index];
      if (header === undefined) lacking = true;
      else if (hash === header.block.hash || (hash === undefined && number === origin)) {
        return { number, hash: header.block.hash };
      } else if (hash !== undefined && number <= finalized)
        throw new ForkBelowFinality({ number, finalized });
    }
  }
  if (lacking) throw new ChainUnavailable({ what: 'the node lacks blocks that are final' });
  throw new ForkBelowFinality({ number: floor, finalized });
}
