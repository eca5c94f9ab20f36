// Types alone are taken from the schemas and what uses them: the guard's process starts faster without zod.
import type { CleanOutput } from './check-outputs.ts';
import { chanceMatches } from './chance.ts';
import type { Finding } from '@atoll/schemas/guard';
import { falseMatchRate, FingerprintTable } from './fingerprint-table.ts';
import type { TableShape } from './table-shape.ts';
import { scanLayer } from './scan-layer.ts';
import { createMatcher } from './matcher.ts';
import { unwrap, type UnwrapLimits } from './unwrap.ts';

/** The fingerprints of a dataset, opened. */
export interface DatasetPrints {
  readonly dataset: string;
  readonly secret: Uint8Array;
  readonly table: Uint8Array;
  readonly shape: TableShape;
}

/** What a scan found: where, and how many records of each dataset it recognised in all outputs together. */
export interface ScanResult {
  readonly findings: Finding[];
  readonly datasets: { dataset: string; records: number; queries: number; chance: number }[];
  /** Bytes that were looked at, opened ones too. */
  readonly bytes: number;
}

/** Findings that are told at most; the sums go on. */
const maxFindings = 200;

/** Looks for records of the datasets in outputs and in everything that is packed into them. */
export async function scanOutputs(input: {
  outputs: readonly CleanOutput[];
  datasets: readonly DatasetPrints[];
  limits: UnwrapLimits;
}): Promise<ScanResult> {
  const findings: Finding[] = [];
  const matcher = createMatcher(
    input.datasets.map(({ dataset, secret, table, shape }) => ({
      dataset,
      secret,
      table: new FingerprintTable(table, shape),
    })),
  );
  let bytes = 0;
  for (const output of input.outputs) {
    const told = (path: readonly string[]) => ({ output: output.name, layer: [...path] });
    const layers = unwrap(output.bytes, input.limits, ({ path, ...problem }) =>
      findings.push({ ...problem, ...told(path) }),
    );
    for await (const layer of layers) {
      bytes += layer.bytes.byteLength;
      scanLayer(layer, matcher);
      for (const match of matcher.takeMatches())
        findings.push({ kind: 'records', ...told(layer.path), ...match });
    }
  }
  return {
    // What is nested the least comes first, so that it is not crowded out.
    findings: findings.slice(0, maxFindings),
    datasets: matcher.totals().map((total, index) => ({
      ...total,
      chance: chanceMatches(
        total.queries,
        falseMatchRate(input.datasets[index]?.shape ?? { entries: 0, bucketBits: 0 }),
      ),
    })),
    bytes,
  };
}
