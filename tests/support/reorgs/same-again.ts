import type { Random } from '@atoll/indexer/testing/seeded';
import { z } from 'zod';
import { toQuantity } from './json-rpc.ts';

const Mined = z.object({
  number: z.coerce.number(),
  transactions: z.array(
    z
      .object({ from: z.string(), to: z.string().nullable(), input: z.string(), gas: z.string() })
      .transform(({ to, ...rest }) => (to === null ? rest : { ...rest, to })),
  ),
});

/** A transaction, and the block in which it is mined, counted from the first one. */
type Placed = readonly [z.infer<typeof Mined>['transactions'][number], number];

/** The transactions after a block, in their order. */
export async function minedSince(
  rpc: (method: string, params: readonly unknown[]) => Promise<unknown>,
  block: number,
): Promise<Placed[]> {
  const head = z.coerce.number().parse(await rpc('eth_blockNumber', []));
  const placed: Placed[] = [];
  for (let number = block + 1; number <= head; number += 1) {
    const { transactions } = Mined.parse(await rpc('eth_getBlockByNumber', [toQuantity(number), true]));
    placed.push(...transactions.map((each) => [each, number - block - 1] as const));
  }
  return placed;
}

/** The same in so many blocks: one of eight is lost, and every now and then all that follow come a block sooner or later, in their order. */
export function minedAgain(list: readonly Placed[], blocks: number, random: Random): Placed[] {
  let later = 0;
  let last = 0;
  return list.flatMap(([transaction, block]): Placed[] => {
    if (random(6) === 0) later += random(3) - 1;
    if (random(8) === 0) return [];
    last = Math.min(blocks - 1, Math.max(last, block + later));
    return [[transaction, last]];
  });
}
