import { z } from 'zod';
import { Cid } from '../ids.ts';

/** One column: what a data scientist needs to write against, never a value of it. */
export const CroissantField = z.object({
  '@type': z.literal('cr:Field'),
  '@id': z.string().min(1).max(300),
  name: z.string().min(1).max(200),
  description: z.string().max(2000).optional(),
  dataType: z.enum(['sc:Integer', 'sc:Float', 'sc:Text', 'sc:Boolean', 'sc:Date', 'sc:DateTime']),
  source: z.object({
    fileObject: z.object({ '@id': z.string().min(1).max(300) }),
    extract: z.object({ column: z.string().min(1).max(200) }),
  }),
});
export type CroissantField = z.infer<typeof CroissantField>;

/**
 * A file of the dataset. `contentUrl` is `urn:atoll:sealed:<name>`: the bytes stay with the owner. Croissant's `sha256` is left out
 * on purpose: an unsalted digest would let anyone confirm a guess of the content; the salted commitment takes its place.
 */
export const CroissantFile = z.object({
  '@type': z.literal('cr:FileObject'),
  '@id': z.string().min(1).max(300),
  name: z.string().min(1).max(300),
  contentUrl: z.string().regex(/^urn:atoll:sealed:.+/),
  contentSize: z.string().regex(/^[0-9]+ B$/),
  encodingFormat: z.string().max(100),
});
export type CroissantFile = z.infer<typeof CroissantFile>;

/** What the owner allows, in machine-readable form; the provider enforces it. */
export const DatasetRules = z.object({
  /** auto: what passes the guard is released. review: the owner looks first. */
  release: z.enum(['auto', 'review']),
  /** Types that may leave at all, whatever an algorithm declares. */
  outputTypes: z.array(z.enum(['json', 'csv', 'onnx', 'text'])).min(1),
  maxOutputBytes: z
    .int()
    .positive()
    .max(1 << 30),
  /**
   * `gvisor`: runs only where gVisor (`runsc`) keeps the algorithm away from the machine's own kernel; anything else is refused before
   * money moves. Left out: under whichever runtime the provider states.
   */
  runtime: z.enum(['any', 'gvisor']).optional(),
  /** Most significant decimal digits of a number in JSON or CSV that leaves; absent means 17, which is every double in full. */
  precision: z.int().min(1).max(17).optional(),
  /** How many persons, the custodian among them, have to release an output that is held; absent means 1. */
  reviewers: z.int().min(1).max(2).optional(),
  /** `listed`: only buyers on the custodian's list, which the provider keeps to itself, are quoted. */
  buyers: z.enum(['any', 'listed']).optional(),
  /** A data-use agreement that a buyer has to sign first: the CID of its text, whose digest the signature covers. */
  agreement: z.object({ title: z.string().min(1).max(200), text: Cid }).optional(),
  /** Runs that may start in 24 hours, over all buyers. */
  runsPerDay: z.int().positive().optional(),
});
export type DatasetRules = z.infer<typeof DatasetRules>;

/**
 * The metadata document of a dataset: Croissant 1.1 JSON-LD with Atoll's terms under `atoll`.
 * @see https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html
 */
export const DatasetDocument = z.object({
  '@context': z.record(z.string(), z.unknown()),
  '@type': z.literal('sc:Dataset'),
  conformsTo: z.literal('http://mlcommons.org/croissant/1.1'),
  name: z.string().min(1).max(200),
  description: z.string().max(20_000),
  license: z.string().min(1).max(500),
  version: z.string().min(1).max(64),
  creator: z.string().max(500).optional(),
  citeAs: z.string().max(2000).optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  datePublished: z.iso.date().optional(),
  keywords: z.array(z.string().max(64)).max(32).default([]),
  distribution: z.array(CroissantFile).min(1).max(1000),
  recordSet: z
    .array(
      z.object({
        '@type': z.literal('cr:RecordSet'),
        '@id': z.string().min(1).max(300),
        name: z.string().min(1).max(200),
        field: z.array(CroissantField).max(2000),
      }),
    )
    .max(100)
    .default([]),
  atoll: z.object({
    kind: z.literal('dataset'),
    version: z.literal(1),
    /** Root of the UnixFS DAG of salt and files; computed, never provided. */
    commitment: Cid,
    bytes: z.int().nonnegative(),
    rows: z.int().nonnegative().optional(),
    /** A synthetic sample: a UnixFS folder with the dataset's tables, differentially private. */
    sample: Cid.optional(),
    /** The sample's `StatisticsDocument`, which states its epsilon: one raw block. */
    statistics: Cid.optional(),
    rules: DatasetRules,
  }),
});
export type DatasetDocument = z.infer<typeof DatasetDocument>;

/** The JSON-LD context of Croissant 1.1, with Atoll's vocabulary beside it. */
export const croissantContext = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  sc: 'https://schema.org/',
  cr: 'http://mlcommons.org/croissant/',
  dct: 'http://purl.org/dc/terms/',
  conformsTo: 'dct:conformsTo',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  recordSet: 'cr:recordSet',
  source: 'cr:source',
  atoll: { '@id': 'urn:atoll:vocabulary#terms', '@type': '@json' },
} as const;
