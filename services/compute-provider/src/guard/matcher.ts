import { type ContentWindow, contentWindowSize } from './content-windows.ts';
import { createFingerprinter, type FingerprintDomain } from './fingerprint-key.ts';
import type { FingerprintTable } from './fingerprint-table.ts';
import type { MatchKind } from './match-kind.ts';
import { type Row, sorted } from './row.ts';
import { type TokenRun, weakHash, type Windows } from './windows.ts';

export interface KnownDataset {
  readonly dataset: string;
  readonly secret: Uint8Array;
  readonly table: FingerprintTable;
}

/** Records of one dataset that were recognised in one layer. */
export interface Match {
  readonly dataset: string;
  readonly match: MatchKind;
  readonly records: number;
  readonly share: number;
  readonly first: { record: number; value: number }[];
}

/** Looks runs of values up in the fingerprints of every dataset of a job. */
export interface Matcher {
  window(windows: Windows, from: number, to: number): void;
  row(row: Row, value: number): void;
  /** @param end where the window ends in its layer */
  content(window: ContentWindow, end: number): void;
  /** Whether any dataset has fingerprints of bytes. */
  readonly looksAtContent: boolean;
  /** What was recognised since the last call. */
  takeMatches(): Match[];
  /** Of each dataset: different records that were recognised so far, and look-ups. */
  totals(): { dataset: string; records: number; queries: number }[];
}

const told = 5;

interface Seen {
  readonly records: Set<number>;
  readonly first: { record: number; value: number }[];
}

export function createMatcher(datasets: readonly KnownDataset[]): Matcher {
  const all = datasets.map(({ dataset, secret, table }) => ({
    dataset,
    table,
    print: createFingerprinter(secret),
    records: new Set<number>(),
    seen: new Map<MatchKind, Seen>(),
  }));
  let queries = 0;

  const note = (
    known: (typeof all)[number],
    domain: FingerprintDomain,
    run: TokenRun,
    span: [number, number],
    value: number,
  ) => {
    const found = known.table.find(known.print(domain, run, ...span));
    if (found === undefined) return;
    known.records.add(found.record);
    const seen = known.seen.get(found.kind) ?? { records: new Set(), first: [] };
    known.seen.set(found.kind, seen);
    if (seen.first.length < told && !seen.records.has(found.record))
      seen.first.push({ record: found.record, value });
    seen.records.add(found.record);
  };

  return {
    window(windows, from, to) {
      queries += 1;
      const weak = weakHash(windows, from, to);
      for (const known of all)
        if (known.table.mayHold(weak)) note(known, 'window', windows, [from, to], windows.marks[from] ?? 0);
    },
    row(row, value) {
      if (!row.fits) return;
      for (const form of row.forms()) {
        queries += 1;
        let run: TokenRun | undefined;
        for (const known of all) {
          if (!known.table.mayHold(form.weak)) continue;
          run ??= sorted(form);
          note(known, 'row', run, [0, form.size], value);
        }
      }
    },
    looksAtContent: all.some(({ table }) => table.shape.contents > 0),
    content(window, end) {
      queries += 1;
      for (const known of all)
        if (known.table.mayHold(window.weak)) note(known, 'content', window, [0, contentWindowSize], end);
    },
    takeMatches() {
      return all.flatMap((known) => {
        const matches = [...known.seen].map(([match, { records, first }]) => ({
          dataset: known.dataset,
          match,
          records: records.size,
          share: Math.min(1, records.size / Math.max(1, known.table.shape.records)),
          first,
        }));
        known.seen.clear();
        return matches;
      });
    },
    totals: () => all.map(({ dataset, records }) => ({ dataset, records: records.size, queries })),
  };
}
