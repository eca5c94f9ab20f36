import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ceilingAt, type Curve, fullLoad, utilisationAt } from '../../project/compute-price.ts';
import { type Ballot, proposalStateAt, quorumOf } from '../../project/proposal-state.ts';
import type { FactRow, StateRow } from '../../project/tables.ts';
import type { Sql } from '../../store/connection.ts';
import { openMarketDatabase, writeRows } from '../../testing/market-database.ts';
import { someContracts } from '../../testing/some-contracts.ts';
import { account, digest } from '../../testing/story.ts';
import type { FieldSource } from '../resource/binding.ts';
import { timelockOperations } from './governance.ts';
import { priceCeiling, proposalStanding, utilisation } from './timed-fields.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openMarketDatabase();
});
afterAll(() => sql.end());

/** A field of every row, by its number, as of a block time. */
async function fieldOf(
  field: FieldSource,
  table: string,
  number: string,
  now: number,
): Promise<Map<string, unknown>> {
  const scope = { chainId: 1, contracts: someContracts(), asOf: undefined, now: '$1::bigint' };
  const rows = await sql.unsafe<{ number: string; json: string | null }[]>(
    `select ${number}::text as number, ${field.json(scope, 't')} as json from ${table} as t`,
    [String(now)],
  );
  const parsed = (json: string | null): unknown => (json === null ? undefined : JSON.parse(json));
  return new Map(rows.map(({ number: row, json }) => [row, parsed(json)]));
}

const changed = (
  block: number,
  contract: string,
  name: string,
  value: unknown,
): FactRow<'parameter_changes'> => ({
  ...{ block_number: block, log_index: 0, contract, name, subject: '', value, changed_at: block },
});

const operationStates = ['scheduled', 'executed', 'cancelled'] as const;
const ballots = fc.array(
  fc.record({
    state: fc.constantFrom('created', 'queued', 'executed', 'canceled'),
    vote_start: fc.integer({ min: 90, max: 110 }),
    period: fc.integer({ min: 1, max: 20 }),
    votes_for: fc.bigInt(0n, 60n),
    votes_against: fc.bigInt(0n, 60n),
    votes_abstain: fc.bigInt(0n, 20n),
    operation: fc.constantFrom(...operationStates),
  }),
  { minLength: 300, maxLength: 300 },
);

test('where a proposal stands is what the governor answers, at every time', async () => {
  // Supply and share that counts change within the votes' starts.
  const changes = [
    changed(1, 'token', 'totalSupply', '1000'),
    changed(100, 'token', 'totalSupply', '1099'),
    changed(2, 'governor', 'quorumNumerator', '4'),
    changed(105, 'governor', 'quorumNumerator', '5'),
  ];
  await writeRows(sql, 'parameter_changes', changes);
  const [drawn = []] = fc.sample(ballots, { seed: 20261121, numRuns: 1 });
  const told = drawn.map(({ period, operation, ...ballot }, n) => {
    const queued = ballot.state === 'queued';
    const full: Ballot = { ...ballot, vote_end: ballot.vote_start + period, eta: queued ? 200 : null };
    return { n, full, operation: queued ? operation : undefined, place: queued ? 1000 + n : null };
  });
  const proposals = told.map(({ n, full, place }): StateRow<'proposals'> => ({
    ...full,
    ...{ proposal_id: BigInt(n), proposer: account('1'), targets: [], values: [], calldatas: [] },
    ...{
      description: '',
      operation: null,
      extended: false,
      queued_block: place,
      queued_log: place === null ? null : 7,
    },
    ...{ closed_at: null, created_at: 1, created_block: n, created_log: 0 },
  }));
  await writeRows(sql, 'proposals', proposals);
  const scheduled = told.flatMap(({ n, operation, place }) =>
    operation === undefined || place === null ? [] : [{ n, operation, place }],
  );
  const idOf = (n: number) => digest(n.toString(16).padStart(3, '0'));
  await writeRows(
    sql,
    'timelock_operations',
    scheduled.map(({ n, operation, place }) => ({
      ...{ operation: idOf(n), state: operation, predecessor: digest('0'), calls: 1, executable_from: 200 },
      ...{ scheduled_at: 150, scheduled_block: place, scheduled_log: 5, closed_at: null },
    })),
  );
  await writeRows(
    sql,
    'timelock_calls',
    scheduled.map(({ n, place }) => ({
      ...{ block_number: place, log_index: 5, operation: idOf(n), index: 0, target: account('2') },
      ...({ value: 0n, data: '0x', scheduled_at: 150 } as const),
    })),
  );
  for (const time of [95, 100, 101, 111, 131, 300]) {
    const found = await fieldOf(
      proposalStanding(() => timelockOperations),
      'proposals',
      't.proposal_id',
      time,
    );
    const expected = told.map(({ n, full, operation }): [string, unknown] => {
      const supply = full.vote_start < 100 ? 1000n : 1099n;
      const quorum = quorumOf(supply, full.vote_start < 105 ? 4n : 5n);
      return [String(n), proposalStateAt(full, { time, quorum, operation })];
    });
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  }
});

test('what an environment may ask at most, and how busy it was, is what the registry answers, at every time', async () => {
  await sql`truncate parameter_changes`;
  const rentals = fc.array(
    fc.record({
      price_per_second: fc.bigInt(0n, 2n ** 96n - 1n),
      slots: fc.integer({ min: 1, max: 1000 }),
      next_slots: fc.integer({ min: 1, max: 1000 }),
      slots_from: fc.integer({ min: 0, max: 200_000 }),
      load: fc.oneof(fc.constant(0n), fc.bigInt(0n, 3n * fullLoad), fc.bigInt(0n, 1000n * fullLoad)),
      load_at: fc.integer({ min: 0, max: 100_000 }),
    }),
    { minLength: 400, maxLength: 400 },
  );
  const [drawn = []] = fc.sample(rentals, { seed: 7, numRuns: 1 });
  await writeRows(
    sql,
    'environments',
    drawn.map((rental, n) => ({
      ...rental,
      ...{
        provider: account('1'),
        environment: digest(n.toString(16).padStart(3, '0')),
        token: account('2'),
      },
      ...{ resources_digest: digest('0'), active: true, set_block: n, set_log: 0 },
    })),
  );
  const none = await fieldOf(priceCeiling, 'environments', 't.set_block', 100_000);
  expect(new Set(none.values())).toEqual(new Set([undefined]));
  const curve: Curve = { kink: 8000, atZero: 10_000, atKink: 15_000, atFull: 40_000 };
  await writeRows(sql, 'parameter_changes', [changed(3, 'providerRegistry', 'curve', { ...curve })]);
  const entries = (of: (rental: (typeof drawn)[number]) => unknown) =>
    Object.fromEntries(drawn.map((rental, n) => [String(n), of(rental)]));
  for (const time of [100_000, 103_599, 103_600, 150_001, 10_000_000]) {
    const ceilings = await fieldOf(priceCeiling, 'environments', 't.set_block', time);
    const busy = await fieldOf(utilisation, 'environments', 't.set_block', time);
    expect(Object.fromEntries(ceilings)).toEqual(entries((each) => ceilingAt(each, curve, time).toString()));
    expect(Object.fromEntries(busy)).toEqual(entries((each) => Number(utilisationAt(each, time))));
  }
});
