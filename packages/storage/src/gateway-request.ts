import { type DagScope } from './walk-dag.ts';

/** The two representations of a trustless gateway. */
export type Wanted = 'raw' | 'car';

export function isDagScope(text: string): text is DagScope {
  return text === 'all' || text === 'entity' || text === 'block';
}

/**
 * What a request asks for: the `format` parameter, else the first type of the `Accept` header that is served.
 * A CAR is version 1 in order dfs without duplicates; asking for another version or for duplicates is not served.
 * Undefined where nothing fits; a bare wildcard fits nothing, since a trustless gateway never guesses.
 */
export function negotiate(format: string | null, accept: string | null): Wanted | undefined {
  if (format !== null) return format === 'raw' || format === 'car' ? format : undefined;
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().replaceAll('"', ''));
    const values = new Map(
      parameters.map((parameter) => [parameter.split('=')[0] ?? '', parameter.split('=')[1]]),
    );
    if (Number(values.get('q') ?? '1') === 0) continue;
    if (type === 'application/vnd.ipld.raw') return 'raw';
    if (type !== 'application/vnd.ipld.car') continue;
    const version = values.get('version') ?? '1';
    const order = values.get('order') ?? 'dfs';
    const duplicates = values.get('dups') ?? 'n';
    if (version === '1' && (order === 'dfs' || order === 'unk') && duplicates === 'n') return 'car';
  }
  return undefined;
}
