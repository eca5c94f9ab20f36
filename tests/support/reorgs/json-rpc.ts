import { z } from 'zod';

/** One question of a JSON-RPC message. */
export const Call = z.looseObject({
  id: z.unknown(),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
});
export type Call = z.infer<typeof Call>;

/** A message of one question, or a batch of several. */
export const Message = z.union([z.array(Call), Call]);

export const Reply = z.looseObject({
  id: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
});
export type Reply = z.infer<typeof Reply>;

/** A log or a block as a node tells it; what is not looked at here stays as it is. */
export const Log = z.looseObject({
  address: z.string(),
  blockNumber: z.string(),
  blockHash: z.string(),
  logIndex: z.string(),
});
export type Log = z.infer<typeof Log>;
export const Logs = z.array(Log);
export const Block = z.looseObject({ number: z.string(), hash: z.string(), parentHash: z.string() });
export type Block = z.infer<typeof Block>;

/** What `eth_getLogs` is asked. */
export const Filter = z.looseObject({
  blockHash: z.string().optional(),
  fromBlock: z.string().optional(),
  toBlock: z.string().optional(),
});

export const toQuantity = (number: number): string => `0x${number.toString(16)}`;
