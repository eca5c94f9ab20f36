import { fullLoad } from '../../project/compute-price.ts';
import { decaySql } from '../../store/decay-sql.ts';
import type { FieldSource, Scope } from '../resource/binding.ts';
import type { Resource } from '../resource/compiled.ts';
import { rowsOf } from '../resource/relation.ts';

/** Fields that follow from a row and the block time alone: the same integers as the functions of `project` that are named at each. */

/** A parameter's value as a block time found it, as jsonb. Several blocks may share a time, of which those after the block do not count. */
function parameterAt({ asOf }: Scope, contract: string, name: string, time: string): string {
  const known = asOf === undefined ? '' : `and p.block_number <= ${asOf}`;
  return `(
    select p.value from parameter_changes as p
    where p.contract = '${contract}' and p.name = '${name}' and p.subject = '' and p.changed_at <= ${time} ${known}
    order by p.block_number desc, p.log_index desc limit 1)`;
}

const numberAt = (scope: Scope, contract: string, name: string, time: string): string =>
  `coalesce((${parameterAt(scope, contract, name, time)} #>> '{}')::numeric, 0)`;

/**
 * Where a proposal stands: `proposalStateAt`. The timelock's operation is that of the call it took over just before the governor told
 * that the proposal was queued.
 *
 * @param operations asked for late, for resources refer to each other
 */
export const proposalStanding = (operations: () => Resource): FieldSource => ({
  nullable: false,
  json: (scope, t) => {
    const supply = numberAt(scope, 'token', 'totalSupply', `${t}.vote_start`);
    const numerator = numberAt(scope, 'governor', 'quorumNumerator', `${t}.vote_start`);
    const operation = `(
      select o.state from timelock_calls as c join ${rowsOf(operations(), scope)} as o on o.operation = c.operation
      where c.block_number = ${t}.queued_block and c.log_index = ${t}.queued_log - 2)`;
    return `case
      when ${t}.state in ('executed', 'canceled') then '"' || ${t}.state || '"'
      when ${t}.vote_start >= ${scope.now} then '"pending"'
      when ${t}.vote_end >= ${scope.now} then '"active"'
      when div(${supply} * ${numerator}, 100) > ${t}.votes_for + ${t}.votes_abstain or ${t}.votes_for <= ${t}.votes_against then '"defeated"'
      when ${t}.eta is null then '"succeeded"'
      else case ${operation} when 'scheduled' then '"queued"' when 'executed' then '"executed"' else '"canceled"' end
    end`;
  },
});

const slotsNow = ({ now }: Scope, t: string): string =>
  `case when ${t}.slots_from <= ${now} then ${t}.next_slots else ${t}.slots end`;

/** Share of the slots that was busy of late, in basis points: `utilisationAt`. */
function utilisationSql(scope: Scope, t: string): string {
  const left = decaySql(`${t}.load`, `greatest(${scope.now} - ${t}.load_at, 0)`, 3600);
  const full = `((${slotsNow(scope, t)}) * ${fullLoad}::numeric)`;
  return `(select case when b.busy >= b.whole then 10000 else div(b.busy * 10000, b.whole) end
    from (select ${left} as busy, ${full} as whole offset 0) as b)`;
}

export const utilisation: FieldSource = {
  nullable: false,
  json: (scope, t) => `${utilisationSql(scope, t)}::text`,
};

/** Most that a quote may ask per second: `ceilingAt`. Absent where the chain has not told the curve. */
export const priceCeiling: FieldSource = {
  nullable: true,
  json: (scope, t) => {
    const point = (name: string) => `(v.value->>'${name}')::numeric as ${name.toLowerCase()}`;
    const points = ['kink', 'atZero', 'atKink', 'atFull'].map(point).join(', ');
    const curve = parameterAt(scope, 'providerRegistry', 'curve', scope.now);
    return `(
      select '"' || div(${t}.price_per_second * case
        when c.u <= c.kink then c.atzero + div((c.atkink - c.atzero) * c.u, c.kink)
        else c.atkink + div((c.atfull - c.atkink) * (c.u - c.kink), 10000 - c.kink) end, 10000)::text || '"'
      from (select ${points}, ${utilisationSql(scope, t)} as u from (select ${curve} as value) as v where v.value is not null offset 0) as c)`;
  },
};
