import { changeKinds } from '@atoll/schemas/change';
import { ChangeFilter, mostWanted } from '@atoll/schemas/change-filter';
import { z } from '@hono/zod-openapi';

/** A list as a query writes it: `job,asset`, or the parameter several times. */
const listed = <T extends z.ZodType<unknown, string>>(
  part: z.ZodOptional<z.ZodArray<T>>,
  example: string,
  items: { readonly enum?: string[] } = {},
) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((text) => text.split(',')))
    .pipe(part.unwrap())
    .optional()
    .openapi({
      type: 'array',
      items: { type: 'string', ...items },
      minItems: 1,
      maxItems: mostWanted,
      description: `${part.description ?? ''}: any of up to ${mostWanted} values, with commas between them or each as a parameter`,
      example: [example],
    });

const { kinds, asset, job, account, provider, token, channel, bounty, proposal } = ChangeFilter.shape;
const hash = `0x${'d4'.repeat(32)}`;
const address = `0x${'a1'.repeat(20)}`;

/** The filter of a listener as a query: what a webhook has in its body. */
export const filterQuery = {
  kinds: listed(kinds, 'job', { enum: [...changeKinds] }),
  asset: listed(asset, '41'),
  job: listed(job, hash),
  account: listed(account, address),
  provider: listed(provider, address),
  token: listed(token, address),
  channel: listed(channel, hash),
  bounty: listed(bounty, hash),
  proposal: listed(proposal, '7'),
};
