import type { ReadContext } from '../context.ts';
import { ChainUnknown, MalformedQuery } from './errors.ts';
import { openReader, type Reader } from './reader.ts';

const chainForm = /^eip155:[1-9][0-9]{0,15}$/;

/** A reader for each chain, by CAIP-2 id, in the order of the configuration. */
export function openReaders(ctx: ReadContext): ReadonlyMap<string, Reader> {
  const keptBytes = Math.floor(ctx.keptBytes / ctx.chains.size);
  return new Map(
    [...ctx.chains].map(([chainId, chain]) => [`eip155:${chainId}`, openReader(chain, keptBytes)]),
  );
}

/** The chain that a request names, or the first. @throws MalformedQuery, ChainUnknown */
export function chooseReader(
  readers: ReadonlyMap<string, Reader>,
  asked: readonly string[] | undefined,
): Reader {
  const known = [...readers.keys()];
  const chain = asked?.[0] ?? known[0] ?? '';
  if (asked !== undefined && (asked.length !== 1 || !chainForm.test(chain))) {
    throw new MalformedQuery('query.chain', 'expected a CAIP-2 id such as eip155:1');
  }
  const reader = readers.get(chain);
  if (reader === undefined) throw new ChainUnknown(chain, known);
  return reader;
}
