import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { PreparedActs } from '@atoll/schemas/prepare-api';
import type { MarketContext } from '@atoll/sdk/context';
import type { OrderToSign } from '@atoll/sdk/sign-order';
import type { z } from 'zod';

/** What a verb works with: the SDK's own context, over a connection that records. */
export interface VerbContext extends MarketContext {
  readonly account: MarketContext['account'] & { readonly address: Address };
  /** The digest of a document that is kept here and reads as one. */
  readonly digestOf: (metadata: string) => Promise<Bytes32>;
}

/** What a verb told besides the calls that it made. */
export interface VerbResult {
  readonly makes?: PreparedActs['makes'];
  readonly toSign?: OrderToSign;
}

/** Something that an account can have prepared. */
export interface Verb {
  readonly summary: string;
  /** What it is told, as it travels in JSON. */
  readonly arguments: z.ZodType;
  /** @param input what `arguments` read */
  prepare(ctx: VerbContext, input: unknown): Promise<VerbResult>;
}

/** What a schema reads from JSON, as optional fields want it: JSON has no undefined, so a field that is not given is not there. */
type Read<T> = T extends object ? { [K in keyof T]: Read<Exclude<T[K], undefined>> } : T;

/** Guarantee: the route has read the input with this very schema, from JSON. */
const readWith = <Schema extends z.ZodType>(_schema: Schema, input: unknown) =>
  input as Read<z.output<Schema>>;

/**
 * A verb over the SDK's own: what is encoded, and on what conditions, is decided there alone, and what it is told has to be what the SDK takes.
 *
 * @param tells what of the SDK's answer is told besides the calls
 * @example
 * verb('Pause, sell or retire an asset', z.object({ assetId: TokenId, state: AssetState }), setState)
 */
export function verb<Schema extends z.ZodType, Done>(
  summary: string,
  schema: Schema,
  act: (ctx: VerbContext, input: Read<z.output<Schema>>) => Promise<Done>,
  tells: (done: Done) => VerbResult = () => ({}),
): Verb {
  return {
    summary,
    arguments: schema,
    prepare: async (ctx, input) => tells(await act(ctx, readWith(schema, input))),
  };
}
