import { shareLook } from '@atoll/server-kit/share-look';

/** Values of labels; which labels a measure has is fixed when it is made. */
export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(labels?: Labels, amount?: number): void;
}
export interface Histogram {
  observe(labels: Labels, value: number): void;
}

interface Family {
  lines(): Promise<string[]>;
}

/**
 * Measures of a process in the text format of Prometheus. Every label has few values by construction: routes as they are declared, hosts
 * of the configuration, ids of configured chains.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export class Metrics {
  readonly #families: Family[] = [];

  counter(name: string, help: string): Counter {
    const values = new Map<string, number>();
    this.#families.push({ lines: () => Promise.resolve(family(name, help, 'counter', [...values])) });
    return {
      add: (labels = {}, amount = 1) => {
        const key = shown(name, labels);
        values.set(key, (values.get(key) ?? 0) + amount);
      },
    };
  }

  /** A value that is looked up when somebody asks. */
  gauge(name: string, help: string, read: () => Promise<[Labels, number][]> | [Labels, number][]): void {
    this.#families.push({
      lines: async () => {
        const values = (await read()).map(([labels, value]): [string, number] => [
          shown(name, labels),
          value,
        ]);
        return family(name, help, 'gauge', values);
      },
    });
  }

  /** @param bounds upper bounds of the buckets, ascending */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const cells = new Map<string, { labels: Labels; counts: number[]; sum: number; count: number }>();
    this.#families.push({
      lines: () => {
        const values = [...cells.values()].flatMap(({ labels, counts, sum, count }) => {
          let below = 0;
          const buckets = bounds.map((bound, index): [string, number] => {
            below += counts[index] ?? 0;
            return [shown(`${name}_bucket`, { ...labels, le: String(bound) }), below];
          });
          buckets.push([shown(`${name}_bucket`, { ...labels, le: '+Inf' }), count]);
          buckets.push([shown(`${name}_sum`, labels), sum], [shown(`${name}_count`, labels), count]);
          return buckets;
        });
        return Promise.resolve(family(name, help, 'histogram', values));
      },
    });
    return {
      observe: (labels, value) => {
        const key = shown('', labels);
        let cell = cells.get(key);
        if (cell === undefined) {
          cell = { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
          cells.set(key, cell);
        }
        const at = bounds.findIndex((bound) => value <= bound);
        if (at >= 0) cell.counts[at] = (cell.counts[at] ?? 0) + 1;
        cell.sum += value;
        cell.count += 1;
      },
    };
  }

  /** Whoever asks is counted for nobody, and what is looked up may cost the database something: once at a time. */
  readonly render = shareLook(async () => {
    const families = await Promise.all(this.#families.map((each) => each.lines()));
    return `${families.flat().join('\n')}\n`;
  });
}

function family(name: string, help: string, type: string, values: readonly [string, number][]): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...values.map(([key, value]) => `${key} ${Number.isInteger(value) ? value : value.toPrecision(9)}`),
  ];
}

const escaped = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function shown(name: string, labels: Labels): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`;
}
