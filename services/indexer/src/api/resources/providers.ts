import * as shapes from '@atoll/schemas/indexer/providers';
import * as tables from '../../store/tables/providers.ts';
import { bind, byPlace, type FieldSource } from '../resource/binding.ts';
import { compile } from '../resource/compiled.ts';
import { nested } from '../resource/nested.ts';
import { priceCeiling, utilisation } from './timed-fields.ts';

/** The slots that count at the block, and the change that is under way. */
const slots: FieldSource = {
  nullable: false,
  json: (scope, t) =>
    `case when ${t}.slots_from <= ${scope.now} then ${t}.next_slots else ${t}.slots end::text`,
};
const slotsNext: FieldSource = {
  nullable: true,
  json: (scope, t) =>
    `case when ${t}.slots_from > ${scope.now} then '{"slots":' || ${t}.next_slots || ',"from":' || ${t}.slots_from || '}' end`,
};

export const environments = compile(
  bind({
    shape: shapes.environments,
    table: tables.environments,
    kind: 'state',
    key: ['provider', 'environment'],
    fields: { slots, slotsNext, utilisation, priceCeiling },
    sorts: {
      set: { columns: ['set_block', 'set_log'], block: 'set_block' },
      price: { columns: ['price_per_second', 'provider', 'environment'] },
    },
    relations: {
      providerItem: { to: 'providers', on: { provider: 'provider' }, many: false },
      offers: {
        to: 'environmentOffers',
        on: { provider: 'provider', environment: 'environment' },
        many: true,
      },
    },
  }),
);

export const collateral = compile(
  bind({
    shape: shapes.collateral,
    table: tables.collateral,
    kind: 'state',
    key: ['provider', 'token'],
    sorts: {
      provider: { columns: ['provider', 'token'] },
      bonded: { columns: ['bonded', 'provider', 'token'] },
    },
    relations: { providerItem: { to: 'providers', on: { provider: 'provider' }, many: false } },
  }),
);

export const providers = compile(
  bind({
    shape: shapes.providers,
    table: tables.providers,
    kind: 'state',
    key: ['provider'],
    fields: {
      environments: nested({
        to: () => environments,
        on: { provider: 'provider' },
        fields: ['environment', 'resourcesDigest', 'token', 'pricePerSecond', 'slots', 'slotsNext', 'active'],
        renamed: { environment: 'id' },
        order: ['environment'],
        most: 1000,
      }),
      collateral: nested({
        to: () => collateral,
        on: { provider: 'provider' },
        fields: ['token', 'bonded', 'unbonding', 'frozen', 'slashed'],
        order: ['token'],
        most: 100,
      }),
    },
    sorts: { registered: { columns: ['registered_block', 'registered_log'], block: 'registered_block' } },
    relations: {
      environmentItems: { to: 'environments', on: { provider: 'provider' }, many: true },
      collateralItems: { to: 'collateral', on: { provider: 'provider' }, many: true },
      ratings: { to: 'ratings', on: { provider: 'provider' }, many: true },
      disputes: { to: 'disputes', on: { provider: 'provider' }, many: true },
      jobs: { to: 'jobs', on: { provider: 'provider' }, many: true },
    },
  }),
);

export const environmentOffers = compile(
  bind({
    shape: shapes.environmentOffers,
    table: tables.environment_offers,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);

export const collateralMoves = compile(
  bind({
    shape: shapes.collateralMoves,
    table: tables.collateral_moves,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);

export const ratings = compile(
  bind({
    shape: shapes.ratings,
    table: tables.ratings,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
    relations: { job: { to: 'jobs', on: { job_id: 'job_id' }, many: false } },
  }),
);

export const disputes = compile(
  bind({
    shape: shapes.disputes,
    table: tables.disputes,
    kind: 'state',
    key: ['job_id'],
    times: { opened_at: 'opened_block' },
    sorts: { opened: { columns: ['opened_block', 'opened_log'], block: 'opened_block' } },
    relations: { job: { to: 'jobs', on: { job_id: 'job_id' }, many: false } },
  }),
);

export const disputeAnswers = compile(
  bind({
    shape: shapes.disputeAnswers,
    table: tables.dispute_answers,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);
