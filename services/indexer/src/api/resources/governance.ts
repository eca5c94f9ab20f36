import * as shapes from '@atoll/schemas/indexer/governance';
import * as tables from '../../store/tables/governance.ts';
import { bind, byPlace, type Scope } from '../resource/binding.ts';
import { compile } from '../resource/compiled.ts';
import { proposalStanding } from './timed-fields.ts';

const standing = proposalStanding(() => timelockOperations);
const standings = shapes.proposals.view.shape.standing.options;

export const proposals = compile(
  bind({
    shape: shapes.proposals,
    table: tables.proposals,
    kind: 'state',
    key: ['proposal_id'],
    fields: { standing },
    filters: {
      standing: {
        kind: 'cases',
        where: Object.fromEntries(
          standings.map((each) => [
            each,
            (t: string, scope: Scope) => `${standing.json(scope, t)} = '"${each}"'`,
          ]),
        ),
      },
    },
    sorts: { created: { columns: ['created_block', 'created_log'], block: 'created_block' } },
    relations: {
      votes: { to: 'votes', on: { proposal_id: 'proposal_id' }, many: true },
      operationItem: { to: 'timelockOperations', on: { operation: 'operation' }, many: false },
    },
  }),
);

export const votes = compile(
  bind({
    shape: shapes.votes,
    table: tables.votes,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
    relations: { proposal: { to: 'proposals', on: { proposal_id: 'proposal_id' }, many: false } },
  }),
);

export const voters = compile(
  bind({
    shape: shapes.voters,
    table: tables.voters,
    kind: 'state',
    key: ['account'],
    sorts: { votes: { columns: ['votes', 'account'] }, balance: { columns: ['balance', 'account'] } },
  }),
);

export const parameters = compile(
  bind({
    shape: shapes.parameters,
    table: tables.parameters,
    kind: 'state',
    key: ['contract', 'name', 'subject'],
    sorts: { name: { columns: ['contract', 'name', 'subject'] } },
  }),
);

export const parameterChanges = compile(
  bind({
    shape: shapes.parameterChanges,
    table: tables.parameter_changes,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);

export const timelockCalls = compile(
  bind({
    shape: shapes.timelockCalls,
    table: tables.timelock_calls,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);

export const timelockOperations = compile(
  bind({
    shape: shapes.timelockOperations,
    table: tables.timelock_operations,
    kind: 'state',
    key: ['operation'],
    sorts: { scheduled: { columns: ['scheduled_block', 'scheduled_log'], block: 'scheduled_block' } },
    relations: {
      callItems: { to: 'timelockCalls', on: { operation: 'operation' }, many: true },
      proposal: { to: 'proposals', on: { operation: 'operation' }, many: false },
    },
  }),
);

export const signedActs = compile(
  bind({
    shape: shapes.signedActs,
    table: tables.signed_acts,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);
