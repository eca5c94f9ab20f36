import type { Contracts } from '../../decode/emitters.ts';
import type { ChainFacts } from './binding.ts';
import type { Resource } from './compiled.ts';
import { isVocabulary } from './conditions.ts';
import type { Place } from './cursor.ts';
import type { Parameter } from './parameters.ts';
import type { Condition, ListRequest } from './request.ts';
import { listStatement, pageSizeOf, type Statement } from './statement.ts';

/** Where a parameter of a statement comes from. */
type Source = (request: ListRequest, place: Place | undefined) => Parameter;

interface Kept {
  readonly text: string;
  readonly sources: readonly Source[];
}

/** Texts that are kept for a deployment; nobody makes a process keep ever more. */
const mostKept = 1000;

const keptByContracts = new WeakMap<Contracts, Map<string, Kept>>();

function keptOf(contracts: Contracts): Map<string, Kept> {
  let kept = keptByContracts.get(contracts);
  if (kept === undefined) keptByContracts.set(contracts, (kept = new Map()));
  return kept;
}

/** Whether a condition's values stand in the statement itself. */
const isWritten = (resource: Resource, { name }: Condition): boolean =>
  resource.binding.filters?.[name]?.kind === 'cases' || isVocabulary(resource, name);

/** Whether the text depends on a condition's values, which may be any. */
const implies = (resource: Resource, { name }: Condition): boolean =>
  resource.binding.filters?.[name]?.kind === 'implying';

/** Everything of a request that its statement's text depends on. */
function shapeOf(
  resource: Resource,
  request: ListRequest,
  place: Place | undefined,
  { chainId }: ChainFacts,
): string {
  const { sort, descending, conditions } = request;
  let shape = `${chainId} ${resource.shape.path} ${sort} ${descending} ${pageSizeOf(request)} ${place === undefined}`;
  for (const condition of conditions) {
    const { name, kind, values } = condition;
    const written = isWritten(resource, condition) ? JSON.stringify(values) : values.length > 1;
    shape += ` ${name} ${kind} ${written}`;
  }
  return shape;
}

/** A stand-in for each value, by which it is found again among the statement's parameters. */
function learn(
  resource: Resource,
  request: ListRequest,
  place: Place | undefined,
  chain: ChainFacts,
): Kept | undefined {
  const sources = new Map<unknown, Source>();
  const conditions = request.conditions.map((condition, index): Condition => {
    if (isWritten(resource, condition)) return condition;
    const values = condition.values.map((_value, at) => `\u0000${index}.${at}`);
    sources.set(values, (asked) => asked.conditions[index]?.values ?? []);
    values.forEach((value, at) => sources.set(value, (asked) => asked.conditions[index]?.values[at] ?? ''));
    return { ...condition, values };
  });
  sources.set(request.limit, (asked) => asked.limit);
  const from = place && { reorg: -1, values: place.values.map((_value, at) => `\u0001${at}`) };
  sources.set(-1, (_asked, at) => at?.reorg ?? 0);
  from?.values.forEach((value, at) => sources.set(value, (_asked, there) => there?.values[at] ?? ''));
  const { text, values } = listStatement(resource, { ...request, conditions }, from, chain);
  const found = values.flatMap((value) => sources.get(value) ?? []);
  return found.length === values.length ? { text, sources: found } : undefined;
}

/** The statement of a page. Its text is written once for all requests of one shape: that takes 20 µs, of a whole answer's 200. */
export function keptStatement(
  resource: Resource,
  request: ListRequest,
  place: Place | undefined,
  chain: ChainFacts,
): Statement {
  if (
    !request.usual ||
    request.asOf !== undefined ||
    request.item !== undefined ||
    request.conditions.some((condition) => implies(resource, condition))
  )
    return listStatement(resource, request, place, chain);
  const kept = keptOf(chain.contracts);
  const shape = shapeOf(resource, request, place, chain);
  let known = kept.get(shape);
  if (known === undefined) {
    known = kept.size < mostKept ? learn(resource, request, place, chain) : undefined;
    if (known === undefined) return listStatement(resource, request, place, chain);
    kept.set(shape, known);
  }
  return { text: known.text, values: known.sources.map((source) => source(request, place)) };
}
