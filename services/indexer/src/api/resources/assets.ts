import * as shapes from '@atoll/schemas/indexer/assets';
import * as readTables from '../../store/tables/read.ts';
import * as tables from '../../store/tables/assets.ts';
import { bind, byPlace, type FieldSource, type FilterSource, type Scope } from '../resource/binding.ts';
import { quoted } from '../resource/columns.ts';
import { compile, type Resource } from '../resource/compiled.ts';
import { AssetUnknown } from '../resource/errors.ts';
import { nested } from '../resource/nested.ts';
import { rowsOf } from '../resource/relation.ts';
import { caip19, cidOf, column, object } from './field-sources.ts';

export const assetVersions = compile(
  bind({
    shape: shapes.assetVersions,
    table: tables.asset_versions,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    fields: { metadata: cidOf('metadata_digest') },
    sorts: byPlace,
    relations: {
      asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false },
      documentItem: { to: 'documents', on: { digest: 'metadata_digest' }, many: false },
    },
  }),
);

export const assetTerms = compile(
  bind({
    shape: shapes.assetTerms,
    table: tables.asset_terms,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
    relations: { asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false } },
  }),
);

export const transfers = compile(
  bind({
    shape: shapes.transfers,
    table: tables.ownership_transfers,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
    relations: { asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false } },
  }),
);

export const lineage = compile(
  bind({
    shape: shapes.lineage,
    table: tables.lineage,
    kind: 'fact',
    key: ['block_number', 'log_index', 'position'],
    sorts: { block: { columns: ['block_number', 'log_index', 'position'], block: 'block_number' } },
    relations: {
      asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false },
      ancestor: { to: 'assets', on: { asset_id: 'ancestor_id' }, many: false },
    },
  }),
);

/** The document that an asset names, as `d`. */
const ofDocument = (t: string, value: string) =>
  `(select ${value} from documents as d where d.digest = ${t}.metadata_digest)`;
const ofDocumentRow = (t: string) => `select from documents as d where d.digest = ${t}.metadata_digest`;
const describes = (t: string) =>
  `(d.kind = ${t}.kind and (d.kind <> 'dataset' or d.commitment = ${t}.commitment))`;

/** A verified document that describes something else is no document of this asset. */
const status = (t: string) =>
  `coalesce(${ofDocument(t, `case when d.status = 'verified' and not ${describes(t)} then 'invalid' else d.status end`)}, 'pending')`;

const problem = (t: string) =>
  ofDocument(
    t,
    `to_json(case
      when d.status <> 'verified' then d.problem
      when d.kind <> ${t}.kind then 'the document is of kind ' || d.kind || ', the asset of kind ' || ${t}.kind
      when not ${describes(t)} then 'the commitment in the document is not the one on chain'
    end)::text`,
  );

const document: FieldSource = {
  nullable: true,
  json: (_scope, t) =>
    ofDocument(t, `case when d.status = 'verified' and ${describes(t)} then d.body::text end`),
};

export const assets: Resource = compile(
  bind({
    shape: shapes.assets,
    table: tables.assets,
    kind: 'state',
    key: ['asset_id'],
    columns: { tokenId: 'asset_id' },
    fields: {
      id: caip19('asset_id'),
      metadata: cidOf('metadata_digest'),
      terms: object(tables.assets, {
        token: 'token',
        price: 'price',
        provider: 'provider',
        beneficiary: 'beneficiary',
        derivativeRoyalty: 'derivative_royalty',
        resaleRoyalty: 'resale_royalty',
        reviewWindow: 'review_window',
      }),
      derivativeRoyaltyNext: {
        nullable: true,
        json: (_scope, t) =>
          `'{"rate":' || ${t}.next_derivative_royalty || ',"from":' || ${t}.derivative_royalty_from || '}'`,
      },
      documentStatus: { nullable: false, json: (_scope, t) => `'"' || ${status(t)} || '"'` },
      documentProblem: { nullable: true, json: (_scope, t) => problem(t) },
      document,
      versions: nested({
        to: () => assetVersions,
        on: { asset_id: 'asset_id' },
        fields: ['version', 'metadataDigest', 'metadata', 'commitment', 'blockNumber'],
        order: ['block_number', 'log_index'],
        descending: true,
        most: 100,
      }),
      parents: nested({
        to: () => lineage,
        on: { asset_id: 'asset_id' },
        fields: ['ancestorId', 'rate', 'jobId'],
        order: ['block_number', 'log_index', 'position'],
        most: 100,
      }),
      children: nested({
        to: () => lineage,
        on: { ancestor_id: 'asset_id' },
        fields: ['assetId', 'rate', 'jobId'],
        order: ['block_number', 'log_index', 'position'],
        descending: true,
        most: 100,
      }),
    },
    filters: {
      documentStatus: {
        kind: 'cases',
        where: {
          verified: (t) => `exists (${ofDocumentRow(t)} and d.status = 'verified' and ${describes(t)})`,
          invalid: (t) =>
            `exists (${ofDocumentRow(t)} and (d.status = 'invalid' or d.status = 'verified' and not ${describes(t)}))`,
          pending: (t) => `${t}.metadata_digest in (select digest from documents where status = 'pending')`,
          unavailable: (t) =>
            `${t}.metadata_digest in (select digest from documents where status = 'unavailable')`,
        },
      },
      q: { kind: 'search' },
    },
    times: { published_at: 'published_block' },
    sorts: {
      published: { columns: ['published_block', 'published_log'], block: 'published_block' },
      price: { columns: ['price', 'asset_id'] },
    },
    weight: {
      field: 'document',
      bytes: (t) => `coalesce(${ofDocument(t, 'd.body_bytes')}, 0)`,
    },
    relations: {
      versionItems: { to: 'assetVersions', on: { asset_id: 'asset_id' }, many: true },
      termsItems: { to: 'assetTerms', on: { asset_id: 'asset_id' }, many: true },
      transfers: { to: 'transfers', on: { asset_id: 'asset_id' }, many: true },
      parentItems: { to: 'lineage', on: { asset_id: 'asset_id' }, many: true },
      childItems: { to: 'lineage', on: { ancestor_id: 'asset_id' }, many: true },
      passSeries: { to: 'passSeries', on: { asset_id: 'asset_id' }, many: true },
      approvals: { to: 'approvals', on: { dataset: 'asset_id' }, many: true },
      shareTokens: { to: 'shareTokens', on: { asset_id: 'asset_id' }, many: true },
      payments: { to: 'payments', on: { asset_id: 'asset_id' }, many: true },
      providerItem: { to: 'providers', on: { provider: 'provider' }, many: false },
    },
    unknown: ([tokenId = '']) => new AssetUnknown(tokenId),
  }),
);

/** The contract admits an order in the very second of the expiry. */
const isActive = (
  scope: Scope,
  t: string,
) => `(not ${t}.revoked and ${t}.expires_at >= ${scope.now} and coalesce(
    (select a.owner_epoch from ${rowsOf(assets, scope)} as a where a.asset_id = ${t}.dataset) = ${t}.owner_epoch, false
  ))`;

const active: FieldSource = {
  nullable: false,
  json: (scope, t) => `case when ${isActive(scope, t)} then 'true' else 'false' end`,
};

const byActive: FilterSource = {
  kind: 'cases',
  where: { true: (t, scope) => isActive(scope, t), false: (t, scope) => `not ${isActive(scope, t)}` },
};

export const approvals = compile(
  bind({
    shape: shapes.approvals,
    table: tables.approvals,
    kind: 'state',
    key: ['dataset', 'algorithm', 'algorithm_digest', 'owner_epoch'],
    fields: { dataset: caip19('dataset'), algorithm: caip19('algorithm'), active },
    filters: { active: byActive },
    sorts: { approved: { columns: ['approved_block', 'approved_log'], block: 'approved_block' } },
    relations: {
      datasetItem: { to: 'assets', on: { asset_id: 'dataset' }, many: false },
      algorithmItem: { to: 'assets', on: { asset_id: 'algorithm' }, many: false },
    },
  }),
);

export const publisherApprovals = compile(
  bind({
    shape: shapes.publisherApprovals,
    table: tables.publisher_approvals,
    kind: 'state',
    key: ['dataset', 'publisher', 'owner_epoch'],
    fields: { dataset: caip19('dataset'), active },
    filters: { active: byActive },
    sorts: { approved: { columns: ['approved_block', 'approved_log'], block: 'approved_block' } },
    relations: { datasetItem: { to: 'assets', on: { asset_id: 'dataset' }, many: false } },
  }),
);

export const passSeries = compile(
  bind({
    shape: shapes.passSeries,
    table: tables.pass_series,
    kind: 'state',
    key: ['pass_id'],
    sorts: { opened: { columns: ['opened_block', 'opened_log'], block: 'opened_block' } },
    relations: {
      asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false },
      holders: { to: 'passHolders', on: { pass_id: 'pass_id' }, many: true },
    },
  }),
);

export const passHolders = compile(
  bind({
    shape: shapes.passHolders,
    table: tables.pass_holders,
    kind: 'state',
    key: ['pass_id', 'holder'],
    sorts: { pass: { columns: ['pass_id', 'holder'] } },
    relations: { series: { to: 'passSeries', on: { pass_id: 'pass_id' }, many: false } },
  }),
);

export const passTrades = compile(
  bind({
    shape: shapes.passTrades,
    table: tables.pass_trades,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
    relations: { asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false } },
  }),
);

export const documents = compile(
  bind({
    shape: shapes.documents,
    table: readTables.documents,
    kind: 'read',
    key: ['digest'],
    columns: { bytes: 'body_bytes', document: 'body' },
    fields: { metadata: cidOf('digest'), problem: column(readTables.documents, 'problem') },
    sorts: { digest: { columns: ['digest'] } },
    weight: { field: 'document', bytes: (t) => `coalesce(${t}.${quoted('body_bytes')}, 0)` },
  }),
);

export const derivations = compile(
  bind({
    shape: shapes.derivations,
    table: tables.derivations,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
    relations: {
      asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false },
      job: { to: 'jobs', on: { job_id: 'job_id' }, many: false },
    },
  }),
);
