import { type AssetKind } from '@atoll/schemas/asset';
import { AtollError } from '@atoll/schemas/error';
import { type MetadataDocument, parseDocument } from '@atoll/schemas/metadata/document';

/** What the bytes of a document turned out to be. */
export type Examined =
  | { status: 'verified'; kind: AssetKind; body: MetadataDocument; search: SearchText }
  | { status: 'invalid'; problem: string };

/** The words of a document by weight. */
export interface SearchText {
  name: string;
  keywords: string;
  description: string;
  rest: string;
}

/** Postgres refuses a tsvector above 1 MiB. */
const maxSearchCharacters = 100_000;

/**
 * Why Postgres could not keep the value, or undefined. Walks without recursion and without spreading lists into arguments: the
 * value comes from a stranger, and half a million of either exhaust the stack.
 */
export function unstorable(value: unknown): string | undefined {
  let level: unknown[] = [value];
  while (level.length > 0) {
    const below: unknown[] = [];
    for (const item of level) {
      if (typeof item === 'string') {
        if (item.includes('\u0000')) return 'it holds the character U+0000, which no text may hold';
        if (!item.isWellFormed()) return 'it holds half of a surrogate pair';
      } else if (typeof item === 'object' && item !== null) {
        if (!Array.isArray(item)) below.push(Object.keys(item));
        for (const child of Object.values(item)) below.push(child);
      }
    }
    level = below;
  }
  return undefined;
}

function searchText(document: MetadataDocument): SearchText {
  const cut = (text: string) => text.slice(0, maxSearchCharacters).toWellFormed();
  const rest =
    'recordSet' in document
      ? [
          document.creator ?? '',
          ...document.recordSet.flatMap(({ name, field }) => [
            name,
            ...field.flatMap((each) => [each.name, each.description ?? '']),
          ]),
        ]
      : [document.author ?? ''];
  return {
    name: cut(document.name),
    keywords: cut(document.keywords.join(' ')),
    description: cut(document.description),
    rest: cut(rest.join(' ')),
  };
}

/**
 * Reads bytes that storage has verified against the digest.
 * @example examineDocument(await storage.getDocument(cid)).status // 'verified' or 'invalid'
 */
export function examineDocument(bytes: Uint8Array): Examined {
  let body: MetadataDocument;
  try {
    body = parseDocument(bytes);
  } catch (cause) {
    if (cause instanceof AtollError) return { status: 'invalid', problem: cause.message };
    throw cause;
  }
  const problem = unstorable(body);
  if (problem !== undefined) return { status: 'invalid', problem };
  return { status: 'verified', kind: body.atoll.kind, body, search: searchText(body) };
}
