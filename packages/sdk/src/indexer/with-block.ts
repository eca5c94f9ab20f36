import { Bytes32 } from '@atoll/schemas/ids';
import { z } from 'zod';
import { ServiceUnavailable } from '../errors.ts';
import type { IndexerContext } from './context.ts';

/** A block that an answer is as of. */
export const AnsweredBlock = z
  .string()
  .regex(/^[0-9]{1,15} 0x[0-9a-f]{64}$/)
  .transform((text) => ({ number: Number.parseInt(text, 10), hash: Bytes32.parse(text.split(' ')[1]) }));
export type AnsweredBlock = z.infer<typeof AnsweredBlock>;

/**
 * What a verb finds, with the block that its last answer is as of (the header `Atoll-Block`): ask for more as of the same block and all of it
 * fits together.
 *
 * @throws what the verb throws; ServiceUnavailable where the indexer names no block, as of `/status`
 * @example
 * const { found, block } = await withBlock({ url }, (ctx) => openIndexer(ctx).jobs.list({ buyer }));
 * const balances = await openIndexer({ url }).balances.list({ account: buyer, asOf: block.number });
 */
export async function withBlock<T>(
  ctx: IndexerContext,
  verb: (ctx: IndexerContext) => Promise<T>,
): Promise<{ found: T; block: AnsweredBlock }> {
  const fetched = ctx.fetch ?? fetch;
  let told: string | null = null;
  const found = await verb({
    ...ctx,
    fetch: async (...request) => {
      const response = await fetched(...request);
      told = response.headers.get('atoll-block');
      return response;
    },
  });
  const block = AnsweredBlock.safeParse(told);
  if (block.success) return { found, block: block.data };
  throw new ServiceUnavailable({ url: ctx.url, reason: 'no block was named', cause: block.error });
}
