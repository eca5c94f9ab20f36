import type { Finding, GuardReport } from '@atoll/schemas/guard';
import type { GuardPolicy } from '@atoll/schemas/guard';
import type { ScanResult } from './scan-outputs.ts';

/**
 * What becomes of outputs: they pass where nothing was found but what the policies allow or chance explains. The strictest dataset decides.
 *
 * @param policies by dataset, as the scan names them
 */
export function decide(input: {
  scan: ScanResult;
  /** Findings of the other checks. */
  others: readonly Finding[];
  policies: ReadonlyMap<string, GuardPolicy>;
}): Omit<GuardReport, 'policyDigest'> {
  const { scan, policies } = input;
  const datasets = scan.datasets.map((each) => ({
    ...each,
    allowed: Math.max(each.chance, policies.get(each.dataset)?.maxMatchingRecords ?? 0),
  }));
  const over = new Set(datasets.flatMap((each) => (each.records > each.allowed ? [each.dataset] : [])));
  const findings = [...input.others, ...scan.findings];
  // A finding that names no dataset concerns every one of them.
  const concerned = findings.flatMap((finding) => {
    if (finding.kind === 'records') return over.has(finding.dataset) ? [finding.dataset] : [];
    return 'dataset' in finding ? [finding.dataset] : [...policies.keys()];
  });
  concerned.push(...over);
  const acts = concerned.map((dataset) => policies.get(dataset)?.onFinding ?? 'hold');
  const verdict = acts.includes('withhold') ? 'withhold' : acts.length > 0 ? 'hold' : 'pass';
  return { findings, datasets, verdict };
}
