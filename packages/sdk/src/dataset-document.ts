import type { Cid } from '@atoll/schemas/ids';
import { croissantContext, DatasetDocument } from '@atoll/schemas/metadata/dataset';
import type { DatasetSnapshot, ProfiledColumn } from '@atoll/schemas/provider-api';

/** What people write about a dataset; the rest of the document comes from the provider's profile. */
export interface DatasetDescription {
  name: string;
  description: string;
  /** SPDX id or URL. */
  license: string;
  version: string;
  creator?: string;
  citeAs?: string;
  url?: string;
  /** YYYY-MM-DD */
  datePublished?: string;
  keywords?: readonly string[];
  /** What columns mean, by file and column: `{ 'data.csv': { radius: 'mean radius' } }`. */
  columns?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const dataTypes = {
  integer: 'sc:Integer',
  float: 'sc:Float',
  text: 'sc:Text',
  boolean: 'sc:Boolean',
  date: 'sc:Date',
  datetime: 'sc:DateTime',
} as const satisfies Record<ProfiledColumn['type'], string>;

/**
 * The Croissant document of a snapshot: schema and sizes from the provider's profile, prose from its owner, never a value of the data.
 * @param published CIDs of a sample and its statistics, as `publishSample` gives them
 * @throws ZodError where the description breaks the schema
 */
export function datasetDocument(
  snapshot: DatasetSnapshot,
  description: DatasetDescription,
  published: { sample?: Cid | undefined; statistics?: Cid | undefined } = {},
): DatasetDocument {
  const { columns, ...prose } = description;
  const rows = snapshot.files.reduce((sum, file) => sum + (file.rows ?? 0), 0);
  return DatasetDocument.parse({
    '@context': croissantContext,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    ...prose,
    distribution: snapshot.files.map((file) => ({
      '@type': 'cr:FileObject',
      '@id': file.path,
      name: file.path,
      contentUrl: `urn:atoll:sealed:${encodeURIComponent(file.path)}`,
      contentSize: `${file.bytes} B`,
      encodingFormat: file.encodingFormat,
    })),
    recordSet: snapshot.files.flatMap((file) =>
      file.columns === undefined ? [] : [recordSetOf(file.path, file.columns, columns?.[file.path] ?? {})],
    ),
    atoll: {
      kind: 'dataset',
      version: 1,
      commitment: snapshot.commitment.cid,
      bytes: snapshot.bytes,
      ...(rows > 0 ? { rows } : {}),
      ...(published.sample === undefined ? {} : { sample: published.sample }),
      ...(published.statistics === undefined ? {} : { statistics: published.statistics }),
      rules: snapshot.rules,
    },
  });
}

function recordSetOf(
  path: string,
  columns: readonly ProfiledColumn[],
  meanings: Readonly<Record<string, string>>,
) {
  return {
    '@type': 'cr:RecordSet',
    '@id': `${path}/records`,
    name: path,
    field: columns.map((column) => {
      const description = meanings[column.name];
      return {
        '@type': 'cr:Field',
        '@id': `${path}/records/${column.name}`,
        name: column.name,
        ...(description === undefined ? {} : { description }),
        dataType: dataTypes[column.type],
        source: { fileObject: { '@id': path }, extract: { column: column.name } },
      };
    }),
  };
}
