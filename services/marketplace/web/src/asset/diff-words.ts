/** A run of words that stayed, came or went. */
export interface WordRun {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Words of both texts above which they are shown one after the other: comparing costs their product. */
const mostWords = 600;

const wordsOf = (text: string): string[] => text.match(/\s*\S+/g) ?? [];

/**
 * What changed between two texts, word by word.
 *
 * @example diffWords('hourly water data', 'daily water data')
 * // [{ kind: 'removed', text: 'hourly' }, { kind: 'added', text: 'daily' }, { kind: 'same', text: ' water data' }]
 */
export function diffWords(before: string, after: string): WordRun[] {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  if (old.length > mostWords || now.length > mostWords) {
    return merged([
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ]);
  }
  const common = commonLengths(old, now);
  const runs: WordRun[] = [];
  let [at, to] = [0, 0];
  while (at < old.length || to < now.length) {
    const [left, right] = [old[at], now[to]];
    if (left !== undefined && right !== undefined && left.trim() === right.trim()) {
      runs.push({ kind: 'same', text: right });
      at += 1;
      to += 1;
    } else if (left !== undefined && (right === undefined || common(at + 1, to) >= common(at, to + 1))) {
      runs.push({ kind: 'removed', text: left });
      at += 1;
    } else {
      runs.push({ kind: 'added', text: right ?? '' });
      to += 1;
    }
  }
  return merged(runs);
}

/** Length of the longest common subsequence of what follows two places. */
function commonLengths(old: readonly string[], now: readonly string[]): (at: number, to: number) => number {
  const width = now.length + 1;
  const table = new Uint16Array((old.length + 1) * width);
  for (let at = old.length - 1; at >= 0; at -= 1) {
    for (let to = now.length - 1; to >= 0; to -= 1) {
      table[at * width + to] =
        old[at]?.trim() === now[to]?.trim()
          ? (table[(at + 1) * width + to + 1] ?? 0) + 1
          : Math.max(table[(at + 1) * width + to] ?? 0, table[at * width + to + 1] ?? 0);
    }
  }
  return (at, to) => table[at * width + to] ?? 0;
}

function merged(runs: readonly WordRun[]): WordRun[] {
  const joined: WordRun[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last?.kind === run.kind) joined[joined.length - 1] = { kind: run.kind, text: last.text + run.text };
    else if (run.text !== '') joined.push(run);
  }
  return joined;
}
