import { type DagScope } from './walk-dag.ts';

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

/**
 * What a request asks for: the `format` parameter, else the first type of the `Accept` header that is served.
 * A CAR is version 1 in order dfs without duplicates; asking for another version or for duplicates is not served.
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
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().replaceAll('"', ''));
    const values = new Map(
      parameters.map((parameter) => [parameter.split('=')[0] ?? '', parameter.split('=')[1]]),
    );
    if (Number(values.get('q') ?? '1') === 0) continue;
    if (type === 'application/vnd.ipld.raw') return 'raw';
    if (type !== 'application/vnd.ipld.car') continue;
    const [version, order, dups] = ['version', 'order', 'dups'].map((name) => values.get(name));
    if (isServedCar({ version, order, dups }) && isServedCar(car)) return 'car';
  }
  return undefined;
}
