import { type Resource } from './compiled.ts';
import { columnName } from './compiled.ts';
import { type Column, parameterType, quoted } from './columns.ts';
import { type Condition } from './request.ts';
import { type Parameters } from './parameters.ts';

/** A filter that no column stands behind: a fault of the declaration. */
class FilterUnbound extends Error {}

function columnOf(resource: Resource, name: string): Column {
  const own = resource.binding.filters?.[name];
  const column = resource.columns.get(own?.kind === 'column' ? own.column : columnName(name));
  if (column === undefined) throw new FilterUnbound(`${resource.shape.path} filters by ${name}`);
  return column;
}

/** Words of a vocabulary stand in the statement itself, so that a plan knows how rare each is. They come from the schemas' enumerations. */
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`;

function isVocabulary(resource: Resource, name: string): boolean {
  const filter = resource.shape.filters[name];
  return filter?.kind === 'equal' && filter.value.type === 'enum';
}

/** One condition as SQL over the row `t`. */
export function conditionText(resource: Resource, condition: Condition, t: string, parameters: Parameters): string {
  const { name, kind, values } = condition;
  const own = resource.binding.filters?.[name];
  if (own?.kind === 'condition') {
    return `(${values.map((value) => own.where(t, literal(value))).join(' or ')})`;
  }
  const column = columnOf(resource, name);
  const target = `${t}.${quoted(column.name)}`;
  const type = parameterType(column);
  const first = values[0] ?? '';
  if (kind === 'from') return `${target} >= ${parameters.add(first, type)}`;
  if (kind === 'to') return `${target} <= ${parameters.add(first, type)}`;
  if (isVocabulary(resource, name)) {
    if (column.kind === 'flag') return values.length > 1 ? 'true' : first === 'true' ? target : `not ${target}`;
    const literals = values.map(literal).sort();
    return values.length === 1 ? `${target} = ${literals[0] ?? ''}` : `${target} in (${literals.join(', ')})`;
  }
  return values.length === 1
    ? `${target} = ${parameters.add(first, type)}`
    : `${target} = any(${parameters.add(values, `${type}[]`)})`;
}
