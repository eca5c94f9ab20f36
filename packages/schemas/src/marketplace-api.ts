import { z } from 'zod';
import { AssetKind, AssetState, AssetVersionView, AssetView, DocumentStatus, TermsWire } from './asset.ts';
import { Address, Amount96, AssetId, BlockTime, Bytes32, Cid } from './ids.ts';
import { MetadataDocument } from './metadata/document.ts';

/** One block as it is: `POST /pins` keeps it under the CID of its bytes. The wallet's signature covers the body. */
export const rawBlockType = 'application/vnd.ipld.raw';
/**
 * Blocks as a CARv1, streamed. The roots stand in the query (`POST /pins?root=bafy…&root=bafy…`), which the wallet's
 * signature covers; the body is signed as `uncoveredBody`, since every block is checked against those roots.
 */
export const carType = 'application/vnd.ipld.car';

/** Most roots of one CAR. */
export const maxCarRoots = 16;

/** Where a pin stands at the remote pinning service that the marketplace asks to keep it as well. */
export const HostedPin = z.object({
  state: z.enum(['queued', 'pinning', 'pinned', 'failed']),
  /** When it came to this state. */
  since: z.iso.datetime(),
  /** Why the last attempt failed; it is tried again. */
  reason: z.string().optional(),
});
export type HostedPin = z.infer<typeof HostedPin>;

/** Blocks that the marketplace keeps for whoever asks. */
export const PinView = z.object({
  cid: Cid,
  /** Distinct blocks below the root, together, in bytes. */
  bytes: z.int().nonnegative(),
  pinnedBy: Address,
  pinnedAt: z.iso.datetime(),
  /** Absent where no remote service is configured. */
  hosted: HostedPin.optional(),
});
export type PinView = z.infer<typeof PinView>;

/** What `POST /pins` answers to a CAR: a pin for each root, in the order of the query. */
export const PinnedRoots = z.object({ pins: z.array(PinView).min(1).max(maxCarRoots) });
export type PinnedRoots = z.infer<typeof PinnedRoots>;

/** What a listing of pins takes; newest first. */
export const PinQuery = z.object({
  account: Address.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type PinQuery = z.infer<typeof PinQuery>;

/** One value or several: a parameter that is repeated means any of its values. */
const anyOf = <T extends z.ZodType>(value: T) =>
  z
    .union([value, z.array(value).min(1).max(20)])
    .transform((given): z.output<T>[] => (Array.isArray(given) ? given : [given]));

export const catalogueSorts = [
  'relevance',
  'newest',
  'updated',
  'price',
  '-price',
  'runs',
  'rating',
] as const;
/** `relevance` needs words; `price` is cheapest first, `-price` dearest first, the others are newest, most or best first. */
export const CatalogueSort = z.enum(catalogueSorts);
export type CatalogueSort = z.infer<typeof CatalogueSort>;

const label = z.string().min(1).max(500);

/**
 * What a search of the catalogue takes. A parameter may be repeated and then means any of its values; different parameters must all hold.
 * Without `state`, retired assets are left out. Prices are of one token: the one that `token` names, which may be left out where the
 * deployment has a single one.
 */
export const CatalogueQuery = z.object({
  /** Words as people type them into a web search: quotes, `or`, a leading minus. The last word may be unfinished. */
  q: z.string().max(200).optional(),
  kind: anyOf(AssetKind).optional(),
  state: anyOf(AssetState).optional(),
  license: anyOf(label).optional(),
  token: anyOf(Address).optional(),
  /** The provider that the terms name. */
  provider: anyOf(Address).optional(),
  owner: anyOf(Address).optional(),
  /** Model of a GPU that the provider rents, or `any`. */
  gpu: anyOf(label).optional(),
  /** Media type of a file, e.g. `text/csv`. */
  format: anyOf(label).optional(),
  /** A keyword of the document, in lower case. */
  tag: anyOf(label).optional(),
  priceMin: Amount96.optional(),
  priceMax: Amount96.optional(),
  sort: CatalogueSort.optional(),
  cursor: z.string().max(6000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type CatalogueQuery = z.infer<typeof CatalogueQuery>;

/** How buyers rated the runs of an asset. */
export const AssetRating = z.object({
  /** Mean of the scores, in thousandths: from 1000 to 5000. */
  score: z.int().min(1000).max(5000),
  ratings: z.int().positive(),
});
export type AssetRating = z.infer<typeof AssetRating>;

/**
 * An entry of the catalogue: the asset with what it is found by. Listings leave `document` out, a single entry has it where it was
 * verified. What comes from the document is text of strangers.
 */
export const CatalogueEntry = AssetView.extend({
  /** Whether the document is pinned here. */
  available: z.boolean(),
  /** The document's name; absent where none was verified. */
  name: z.string().optional(),
  /** The first 300 characters of its description, in one line. */
  summary: z.string(),
  license: z.string().optional(),
  /** Media types of the files of a dataset, types of the outputs of an algorithm. */
  formats: z.array(z.string()),
  /** Its keywords in lower case. */
  tags: z.array(z.string()),
  /** Names of the columns of a dataset, at most 200 of them. */
  columns: z.array(z.string()),
  /** Models of the GPUs that the provider named by the terms rents. */
  gpus: z.array(z.string()),
  /** Rows and bytes of a dataset, as its document states them. */
  rows: z.int().nonnegative().optional(),
  bytes: z.int().nonnegative().optional(),
  /** Whether the dataset comes with a synthetic sample. */
  sample: z.boolean(),
  /** Block time of the last version or change of terms. */
  updatedAt: BlockTime,
  /** Runs whose result was released. */
  runs: z.int().nonnegative(),
  rating: AssetRating.optional(),
});
export type CatalogueEntry = z.infer<typeof CatalogueEntry>;

/** A value of a facet and how many entries have it. */
export const FacetCount = z.object({ value: z.string(), count: z.int().nonnegative() });
export type FacetCount = z.infer<typeof FacetCount>;

export const facetNames = ['kind', 'state', 'license', 'token', 'provider', 'gpu', 'format', 'tag'] as const;
export type FacetName = (typeof facetNames)[number];

/**
 * Values of each facet by count, most first, at most 50 of each. A facet is counted over what matches the words and every filter but its
 * own, so that the count says what choosing that value as well would bring.
 */
export const CatalogueFacets = z.object({
  kind: z.array(FacetCount),
  state: z.array(FacetCount),
  license: z.array(FacetCount),
  token: z.array(FacetCount),
  provider: z.array(FacetCount),
  /** Models, and `any` for having one at all. */
  gpu: z.array(FacetCount),
  format: z.array(FacetCount),
  tag: z.array(FacetCount),
});
export type CatalogueFacets = z.infer<typeof CatalogueFacets>;

export const CataloguePage = z.object({
  items: z.array(CatalogueEntry),
  /** The cursor of the following page; absent on the last one. */
  next: z.string().optional(),
  /** How many entries match. */
  total: z.int().nonnegative(),
  facets: CatalogueFacets,
  /** What was searched instead, where a word that no document has was corrected. */
  corrected: z.string().optional(),
});
export type CataloguePage = z.infer<typeof CataloguePage>;

export const SuggestQuery = z.object({
  q: z.string().min(1).max(100),
  limit: z.coerce.number().int().min(1).max(20).default(8),
});
export type SuggestQuery = z.infer<typeof SuggestQuery>;

/** Completions of what was typed: `words` to search for, `assets` to go to. */
export const Suggestions = z.object({
  words: z.array(z.string()),
  assets: z.array(z.object({ id: AssetId, name: z.string(), kind: AssetKind })),
});
export type Suggestions = z.infer<typeof Suggestions>;

/** One change between two JSON values: an operation of RFC 6902 with the value that it replaced or removed beside it. */
export const JsonChange = z.object({
  op: z.enum(['add', 'remove', 'replace']),
  /** RFC 6901, e.g. `/recordSet/0/field/2/name`. */
  path: z.string(),
  /** The value that was there before, of `remove` and `replace`. */
  before: z.unknown().optional(),
  /** The value that is there now, of `add` and `replace`. */
  value: z.unknown().optional(),
});
export type JsonChange = z.infer<typeof JsonChange>;

/** One version of an asset with what it changed. */
export const CatalogueVersion = AssetVersionView.extend({
  publishedAt: BlockTime,
  /** The terms as they stood when the version was superseded, or stand now. */
  terms: TermsWire,
  documentStatus: DocumentStatus,
  documentProblem: z.string().optional(),
  document: MetadataDocument.optional(),
  /** Against the version before; absent of the first one. */
  changes: z
    .object({
      /** Absent where one of the two documents could not be had. At most 500. */
      document: z.array(JsonChange).optional(),
      terms: z.array(JsonChange),
      /** Whether the data behind it is another one. */
      commitment: z.boolean(),
      /** Whether more changed than is listed. */
      truncated: z.boolean(),
    })
    .optional(),
});
export type CatalogueVersion = z.infer<typeof CatalogueVersion>;

/** Versions of an asset, newest first; `truncated` where there are more than the 20 shown. */
export const CatalogueVersions = z.object({
  versions: z.array(CatalogueVersion),
  truncated: z.boolean(),
});
export type CatalogueVersions = z.infer<typeof CatalogueVersions>;

/** What an asset costs now and what it cost before; all amounts in the smallest unit of the token beside them. */
export const CataloguePrice = z.object({
  token: Address,
  /** Of a run. */
  price: Amount96,
  /** Prices since the asset was published, newest first, at most 200. */
  history: z.array(z.object({ from: BlockTime, token: Address, price: Amount96 })),
  /** Environments of the provider that the terms name; empty where any provider may run it. */
  environments: z.array(
    z.object({
      id: Bytes32,
      name: z.string().optional(),
      gpus: z.array(z.string()),
      token: Address,
      /** Base price of a second. */
      pricePerSecond: Amount96,
      /** Most that a quote may ask for a second now; absent where the chain could not be asked. */
      ceiling: Amount96.optional(),
      slots: z.int().nonnegative(),
      active: z.boolean(),
    }),
  ),
});
export type CataloguePrice = z.infer<typeof CataloguePrice>;
