import type { CatalogueEntry, CataloguePage } from '@atoll/schemas/marketplace-api';
import { licenceAddress } from './schema-org.ts';
import { iri, type Node, text, time, whole } from './triples.ts';

/** The address of an asset's page. */
export const pageOf = (origin: string, assetId: string): string =>
  `${origin}/assets/${encodeURIComponent(assetId)}`;

/**
 * A dataset in the words of DCAT-AP: what it is, and how it is had, which is by computing on it. Its distribution has no download.
 * @see https://semiceu.github.io/DCAT-AP/releases/3.0.0/
 */
export function dcatOf(entry: CatalogueEntry, origin: string): Node[] {
  const page = pageOf(origin, entry.id);
  const distribution = `${page}#distribution`;
  const licence = entry.license;
  const address = licence === undefined ? undefined : licenceAddress(licence);
  const description = entry.document?.description ?? entry.summary;
  const media = entry.formats.filter((format) => /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(format));
  const dataset: Node = {
    iri: page,
    type: 'dcat:Dataset',
    says: [
      ['dct:identifier', text(entry.id)],
      ['dct:title', text(entry.name ?? entry.id)],
      ['dct:description', text(description === '' ? (entry.name ?? entry.id) : description)],
      ['dct:issued', time(entry.publishedAt)],
      ['dct:modified', time(entry.updatedAt)],
      ...entry.tags.map((tag) => ['dcat:keyword', text(tag)] as const),
      ['dcat:landingPage', iri(page)],
      ['dct:conformsTo', iri('http://mlcommons.org/croissant/1.1')],
      ['dcat:distribution', iri(distribution)],
    ],
  };
  const had: Node = {
    iri: distribution,
    type: 'dcat:Distribution',
    says: [
      ['dct:title', text('Compute to data')],
      ['dct:description', text('The data stays with its owner: algorithms run beside it, results leave.')],
      ['dcat:accessURL', iri(page)],
      ...(licence === undefined
        ? []
        : [
            address === undefined
              ? (['dct:rights', text(licence)] as const)
              : (['dct:license', iri(address)] as const),
          ]),
      ...media.map(
        (format) =>
          ['dcat:mediaType', iri(`https://www.iana.org/assignments/media-types/${format}`)] as const,
      ),
      ...(entry.bytes === undefined ? [] : [['dcat:byteSize', whole(entry.bytes)] as const]),
    ],
  };
  return [dataset, had];
}

/** A page of the catalogue with its datasets; harvesters follow `hydra:next`. */
export function dcatCatalogue(input: {
  origin: string;
  page: CataloguePage;
  self: string;
  next: string | undefined;
}): Node[] {
  const { origin, page } = input;
  const catalogue = `${origin}/catalogue`;
  return [
    {
      iri: catalogue,
      type: 'dcat:Catalog',
      says: [
        ['dct:title', text('Datasets of an Atoll marketplace')],
        ['dct:description', text('Datasets that algorithms may run on, where they are.')],
        ['dct:publisher', iri(`${origin}/#publisher`)],
        ['foaf:homepage', iri(`${origin}/`)],
        ...page.items.map((entry) => ['dcat:dataset', iri(pageOf(origin, entry.id))] as const),
      ],
    },
    { iri: `${origin}/#publisher`, type: 'foaf:Agent', says: [['foaf:name', text(new URL(origin).host)]] },
    {
      iri: input.self,
      type: 'hydra:PartialCollectionView',
      says: [
        ['hydra:totalItems', whole(page.total)],
        ...(input.next === undefined ? [] : [['hydra:next', iri(input.next)] as const]),
      ],
    },
    ...page.items.flatMap((entry) => dcatOf(entry, origin)),
  ];
}
