import * as shapes from '@atoll/schemas/indexer/jobs';
import * as tables from '../../store/tables/jobs.ts';
import { job_states } from '../../store/tables/views.ts';
import { bind, byPlace } from '../resource/binding.ts';
import { compile } from '../resource/compiled.ts';
import { JobUnknown } from '../resource/errors.ts';
import { nested } from '../resource/nested.ts';
import { orderFromLog } from './order-from-log.ts';

export const payments = compile(
  bind({
    shape: shapes.payments,
    table: tables.payments,
    kind: 'fact',
    key: ['block_number', 'log_index', 'position'],
    sorts: { block: { columns: ['block_number', 'log_index', 'position'], block: 'block_number' } },
    relations: {
      job: { to: 'jobs', on: { job_id: 'job_id' }, many: false },
      asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false },
    },
  }),
);

/** The parts of the view `job_states`, as the migration has them; a test compares. */
const stateBranches = [
  `select ordered_block as block_number, ordered_log as log_index, job_id, token, 'open' as state, null::text as outcome,
    null::bigint as compute_seconds, ordered_at as reached_at from jobs`,
  `select reported_block as block_number, reported_log as log_index, job_id, token, 'reported' as state, null::text as outcome,
    reported_seconds as compute_seconds, reported_at as reached_at from jobs where reported_block is not null`,
  `select ended_block as block_number, ended_log as log_index, job_id, token, 'ended' as state, outcome,
    compute_seconds, ended_at as reached_at from jobs where ended_block is not null`,
];

export const jobStates = compile(
  bind({
    shape: shapes.jobStates,
    table: job_states,
    kind: 'fact',
    branches: stateBranches,
    key: ['block_number', 'log_index'],
    sorts: byPlace,
    relations: { job: { to: 'jobs', on: { job_id: 'job_id' }, many: false } },
  }),
);

export const jobs = compile(
  bind({
    shape: shapes.jobs,
    table: tables.jobs,
    kind: 'state',
    key: ['job_id'],
    fields: {
      order: orderFromLog,
      payments: nested({
        to: () => payments,
        on: { job_id: 'job_id' },
        fields: ['role', 'account', 'assetId', 'amount'],
        order: ['block_number', 'log_index', 'position'],
        most: 1000,
      }),
      states: nested({
        to: () => jobStates,
        on: { job_id: 'job_id' },
        fields: ['blockNumber', 'logIndex', 'state', 'outcome', 'computeSeconds', 'reachedAt'],
        order: ['block_number', 'log_index'],
        most: 1000,
      }),
    },
    filters: {
      dataset: {
        kind: 'through',
        table: 'job_datasets',
        column: 'dataset',
        place: { ordered_block: 'block_number', ordered_log: 'log_index' },
        list: 'datasets',
      },
    },
    times: { ordered_at: 'ordered_block', ended_at: 'ended_block' },
    sorts: {
      ordered: { columns: ['ordered_block', 'ordered_log'], block: 'ordered_block' },
      ended: {
        columns: ['ended_block', 'ended_log', 'job_id'],
        block: 'ended_block',
        where: 't.ended_block is not null',
      },
      maximum: { columns: ['maximum', 'job_id'] },
    },
    relations: {
      algorithmAsset: { to: 'assets', on: { asset_id: 'algorithm' }, many: false },
      providerItem: { to: 'providers', on: { provider: 'provider' }, many: false },
      dispute: { to: 'disputes', on: { job_id: 'job_id' }, many: false },
      ratings: { to: 'ratings', on: { job_id: 'job_id' }, many: true },
      paymentItems: { to: 'payments', on: { job_id: 'job_id' }, many: true },
      stateItems: { to: 'jobStates', on: { job_id: 'job_id' }, many: true },
    },
    unknown: ([jobId = '']) => new JobUnknown(jobId),
  }),
);

export const jobDatasets = compile(
  bind({
    shape: shapes.jobDatasets,
    table: tables.job_datasets,
    kind: 'fact',
    key: ['block_number', 'log_index', 'position'],
    sorts: { block: { columns: ['block_number', 'log_index', 'position'], block: 'block_number' } },
    relations: {
      job: { to: 'jobs', on: { job_id: 'job_id' }, many: false },
      asset: { to: 'assets', on: { asset_id: 'dataset' }, many: false },
    },
  }),
);

export const balances = compile(
  bind({
    shape: shapes.balances,
    table: tables.balances,
    kind: 'state',
    key: ['token', 'account'],
    computed: { balance: 's.credited - s.withdrawn - s.spent' },
    sorts: {
      account: { columns: ['account', 'token'] },
      // Amounts of one token alone can be compared.
      balance: { columns: ['token', 'balance', 'account'] },
    },
  }),
);

export const creditMoves = compile(
  bind({
    shape: shapes.creditMoves,
    table: tables.credit_moves,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);

export const earnings = compile(
  bind({
    shape: shapes.earnings,
    table: tables.earnings,
    kind: 'total',
    key: ['account', 'token', 'asset_id', 'role', 'day'],
    sorts: { day: { columns: ['day', 'account', 'token', 'asset_id', 'role'] } },
  }),
);

export const marketDays = compile(
  bind({
    shape: shapes.marketDays,
    table: tables.market_days,
    kind: 'total',
    key: ['day', 'token'],
    sorts: { day: { columns: ['day', 'token'] } },
  }),
);

export const assetDays = compile(
  bind({
    shape: shapes.assetDays,
    table: tables.asset_days,
    kind: 'total',
    key: ['asset_id', 'token', 'day'],
    sorts: { day: { columns: ['day', 'asset_id', 'token'] } },
    relations: { asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false } },
  }),
);

export const providerDays = compile(
  bind({
    shape: shapes.providerDays,
    table: tables.provider_days,
    kind: 'total',
    key: ['provider', 'token', 'day'],
    sorts: { day: { columns: ['day', 'provider', 'token'] } },
    relations: { providerItem: { to: 'providers', on: { provider: 'provider' }, many: false } },
  }),
);
