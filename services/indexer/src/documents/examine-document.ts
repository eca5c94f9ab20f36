import type { AssetKind } from '@atoll/schemas/asset';
import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import { type MetadataDocument, parseDocument } from '@atoll/schemas/metadata/document';
import { digestOfCid, parseCid } from '@atoll/storage/digest';

/** What the bytes of a document turned out to be. */
export type Examined =
  | {
      status: 'verified';
      kind: AssetKind;
      /** Digest of the commitment that a dataset's document names, as the chain has it; undefined for other kinds. */
      commitment: Bytes32 | undefined;
      body: MetadataDocument;
      search: SearchText;
    }
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

/** Throws `UnsupportedCid`: text may look like a CID and be none, which must be found before the document is shown to anybody. */
function commitmentOf({ atoll }: MetadataDocument): Bytes32 | undefined {
  return atoll.kind === 'dataset' ? digestOfCid(parseCid(atoll.commitment)) : undefined;
}

/**
 * Reads bytes that storage has verified against the digest.
 * @example examineDocument(await storage.getDocument(cid)).status // 'verified' or 'invalid'
 */
export function examineDocument(bytes: Uint8Array): Examined {
  let body: MetadataDocument;
  let commitment: Bytes32 | undefined;
  try {
    body = parseDocument(bytes);
    commitment = commitmentOf(body);
  } catch (cause) {
    if (cause instanceof AtollError) return { status: 'invalid', problem: cause.message };
    throw cause;
  }
  const problem = unstorable(body);
  if (problem !== undefined) return { status: 'invalid', problem };
  return { status: 'verified', kind: body.atoll.kind, commitment, body, search: searchText(body) };
}
