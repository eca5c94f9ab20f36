import { z } from 'zod';
import { AtollError } from '../error.ts';
import { AlgorithmDocument } from './algorithm.ts';
import { DatasetDocument } from './dataset.ts';
import { ModelDocument } from './model.ts';

/** Most bytes of a metadata document: it is one raw block, so its sha-256 is its CID. */
export const maxDocumentBytes = 1 << 20;

/** Deepest nesting of a metadata document: whoever walks it, however it walks, has stack enough. */
export const maxDocumentDepth = 64;

/** Any metadata document; `atoll.kind` tells which. */
export const MetadataDocument = z.union([DatasetDocument, AlgorithmDocument, ModelDocument]);
export type MetadataDocument = z.infer<typeof MetadataDocument>;

const schemaByKind = {
  dataset: DatasetDocument,
  algorithm: AlgorithmDocument,
  model: ModelDocument,
} as const;
const Kind = z.object({ atoll: z.object({ kind: z.enum(['dataset', 'algorithm', 'model']) }) });

/**
 * Reads the bytes of a metadata document that were already checked against their digest.
 * @throws AtollError `metadata_too_large` or `malformed_metadata`, naming the first field that is wrong (also nesting
 * deeper than {@link maxDocumentDepth}, keys named `__proto__`, which readers take differently, and numbers beyond 1e±40)
 * @example const document = parseDocument(await storage.getDocument(cid)); if (document.atoll.kind === 'dataset') …
 */
export function parseDocument(bytes: Uint8Array): MetadataDocument {
  if (bytes.byteLength > maxDocumentBytes) throw new MetadataTooLarge(bytes.byteLength);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new MalformedMetadata('it is not JSON in UTF-8', cause);
  }
  const hazard = findHazard(value);
  if (hazard !== undefined) throw new MalformedMetadata(hazard);
  const kind = Kind.safeParse(value);
  if (!kind.success)
    throw new MalformedMetadata('atoll.kind must be dataset, algorithm or model', kind.error);
  const document = schemaByKind[kind.data.atoll.kind].safeParse(value);
  if (!document.success) {
    const issue = document.error.issues[0];
    throw new MalformedMetadata(
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
      document.error,
    );
  }
  return document.data;
}

/** Written out, as Postgres writes it, a larger or smaller one takes hundreds of digits: a few bytes would become a page. */
const isPlain = (value: number): boolean =>
  value === 0 || (Math.abs(value) >= 1e-40 && Math.abs(value) <= 1e40);

/** What no schema sees, since it holds for parts that are carried as they came. Walks without recursion. */
function findHazard(root: unknown): string | undefined {
  const open: { value: unknown; path: readonly string[] }[] = [{ value: root, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'number' && !isPlain(value)) {
      return `${path.join('.')}: numbers are zero, or between 1e-40 and 1e40`;
    }
    if (typeof value !== 'object' || value === null) continue;
    if (path.length >= maxDocumentDepth) return `it is nested deeper than ${maxDocumentDepth} levels`;
    if (Object.hasOwn(value, '__proto__')) {
      return `${[...path, '__proto__'].join('.')}: this name is not allowed`;
    }
    for (const [key, child] of Object.entries(value)) open.push({ value: child, path: [...path, key] });
  }
  return undefined;
}

export class MetadataTooLarge extends AtollError {
  constructor(bytes: number) {
    super({
      code: 'metadata_too_large',
      message: `the metadata document has ${bytes} bytes, more than the ${maxDocumentBytes} allowed`,
      hint: 'link large parts by CID instead of embedding them',
      data: { bytes, limit: maxDocumentBytes },
    });
  }
}

export class MalformedMetadata extends AtollError {
  constructor(what: string, cause?: unknown) {
    super({
      code: 'malformed_metadata',
      message: `the metadata document cannot be used: ${what}`,
      hint: 'correct the field and publish the document again',
      data: { what },
      cause,
    });
  }
}
