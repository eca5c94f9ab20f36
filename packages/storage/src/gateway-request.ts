import type { DagScope } from './walk-dag.ts';

/** The two representations of a trustless gateway. */
export type Wanted = 'raw' | 'car';

export function isDagScope(text: string): text is DagScope {
  return text === 'all' || text === 'entity' || text === 'block';
}

/** Which CAR is wanted, by the parameters `car-version`, `car-order` and `car-dups` of the address, or of the media type. */
export interface CarParameters {
  readonly version?: string | undefined;
  readonly order?: string | undefined;
  readonly dups?: string | undefined;
}

function isServedCar({ version = '1', order = 'dfs', dups = 'n' }: CarParameters): boolean {
  return version === '1' && (order === 'dfs' || order === 'unk') && dups === 'n';
}

/** The types of an `Accept` header, most wanted first. @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1 */
function rangesOf(accept: string): { type: string; values: ReadonlyMap<string, string> }[] {
  return accept
    .toLowerCase()
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().replaceAll('"', ''));
      const pairs = parameters.map((parameter) => parameter.split('=').map((part) => part.trim()));
      return { type, values: new Map(pairs.map(([name = '', value = '']) => [name, value])) };
    })
    .map((range) => ({ ...range, quality: Number(range.values.get('q') ?? '1') }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
}

/**
 * What a request asks for: the `format` parameter, else the type of the `Accept` header that is wanted most of those that are served.
 * A CAR is version 1 in order dfs without duplicates; asking for another version or for duplicates is not served: a small DAG that
 * repeats itself would be an endless CAR.
 * Undefined where nothing fits; a bare wildcard fits nothing, since a trustless gateway never guesses.
 */
export function negotiate(
  format: string | null,
  accept: string | null,
  car: CarParameters = {},
): Wanted | undefined {
  const named = format ?? undefined;
  if (named === 'raw') return 'raw';
  if (named !== undefined && named !== 'car') return undefined;
  if (named === 'car') return isServedCar(car) ? 'car' : undefined;
  for (const { type, values } of rangesOf(accept ?? '')) {
    if (type === 'application/vnd.ipld.raw') return 'raw';
    if (type !== 'application/vnd.ipld.car') continue;
    // What the address says takes precedence over what the type says.
    const [version, order, dups] = (['version', 'order', 'dups'] as const).map(
      (name) => car[name] ?? values.get(name),
    );
    if (isServedCar({ version, order, dups })) return 'car';
  }
  return undefined;
}
