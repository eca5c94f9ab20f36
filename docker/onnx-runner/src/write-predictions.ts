import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Scored } from './read-outputs.ts';
import type { Limits } from './task.ts';

/** The table of predictions: number of the row, from 1, and what the model gave for it. */
export interface Predictions {
  add(outputs: readonly Scored[], rows: number): Promise<void>;
  /** Rows that were written; those above the limits were not. */
  end(): Promise<number>;
}

/** Writes `predictions.csv`, no more rows and bytes than may leave. */
export function writePredictions(path: string, limits: Limits): Predictions {
  const stream = createWriteStream(path);
  // A full disk is told by the write that waits for it, or at the end.
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  failed.catch(() => undefined);
  let [row, bytes, full, begun] = [0, 0, false, false];
  return {
    async add(outputs, rows) {
      const lines: string[] = begun ? [] : [header(outputs)];
      bytes += begun ? 0 : Buffer.byteLength(lines[0] ?? '');
      begun = true;
      for (let index = 0; index < rows && !full; index++) {
        const line = `${row + 1},${cells(outputs, index).join(',')}\n`;
        const size = Buffer.byteLength(line);
        full = row === limits.maxRows || bytes + size > limits.maxBytes;
        if (full) break;
        lines.push(line);
        row += 1;
        bytes += size;
      }
      if (lines.length > 0 && !stream.write(lines.join('')))
        await Promise.race([once(stream, 'drain'), failed]);
    },
    async end() {
      stream.end();
      await finished(stream);
      return row;
    },
  };
}

function header(outputs: readonly Scored[]): string {
  const names = outputs.flatMap(({ name, width }) =>
    width === 1 ? [name] : Array.from({ length: width }, (_, column) => `${name}_${column}`),
  );
  return `${['row', ...names.map(quoted)].join(',')}\n`;
}

function cells(outputs: readonly Scored[], row: number): string[] {
  return outputs.flatMap(({ width, values }) =>
    Array.from({ length: width }, (_, column) => {
      const value = values[row * width + column];
      if (typeof value === 'string') return quoted(value);
      // Nine digits tell every float32 apart.
      return value === undefined || !Number.isFinite(value) ? '' : String(Number(value.toPrecision(9)));
    }),
  );
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
