import { Count } from '@atoll/schemas/indexer/values';
import { AssetReference } from '@atoll/schemas/indexer/values';
import { z } from 'zod';
import { tokenIdOf } from './asset-reference.ts';
import type { ChainFacts } from './binding.ts';
import type { Resource } from './compiled.ts';
import { MalformedQuery } from './errors.ts';

/** Each part of an item's path with the schema that it has to fit. */
export function keyParts(resource: Resource): readonly { name: string; type: z.ZodType }[] {
  const { key, view, keyValues } = resource.shape;
  return key.map((name, index) => {
    const own = keyValues?.[name];
    const counted = resource.key[index]?.kind === 'count';
    return { name, type: own ?? (counted ? Count : (view.shape[name] ?? z.string())) };
  });
}

/** Whether items have a path of their own: a part that may be any text, even none, makes no path. */
export const hasItems = (resource: Resource): boolean =>
  keyParts(resource).every(
    ({ type }) => !(type instanceof z.ZodString) || type.format !== null || checks(type),
  );

const checks = (type: z.ZodString): boolean => (type.def.checks ?? []).length > 0;

/** The names of the parts of each path that an item has: a last part that may be empty has a path without it as well. */
export function keyPaths(resource: Resource): readonly (readonly string[])[] {
  const parts = keyParts(resource);
  const names = parts.map(({ name }) => name);
  return parts.at(-1)?.type.safeParse('').success === true ? [names, names.slice(0, -1)] : [names];
}

/** The text of each key column. @throws MalformedQuery, AssetUnknown */
export function readKey(resource: Resource, parts: readonly string[], chain: ChainFacts): string[] {
  return keyParts(resource).map(({ name, type }, index) => {
    const parsed = type.safeParse(parts[index] ?? '');
    if (!parsed.success) {
      throw new MalformedQuery(`param.${name}`, parsed.error.issues[0]?.message ?? 'expected another value');
    }
    return type === AssetReference ? tokenIdOf(chain, String(parsed.data)) : String(parsed.data);
  });
}
