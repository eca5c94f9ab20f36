import type { SampleView } from '@atoll/schemas/sample-api';
import { DataTable } from '@atoll/ui/data-table.tsx';

type Column = SampleView['statistics']['tables'][number]['columns'][number];

/** The bounds or categories that a column was measured in, in words. */
function domainInWords({ kind, bins, categories }: Column): string {
  if (categories !== undefined) return `one of: ${categories.map(({ value }) => value).join(', ')}`;
  const [first, last] = [bins?.[0], bins?.at(-1)];
  if (first === undefined || last === undefined)
    return kind === 'text' ? 'placeholders, nothing measured' : 'nothing measured';
  return `${first.from} to ${last.to}, in ${bins?.length ?? 0} intervals`;
}

/** What becomes public of each column beside the rows: to be read before a sample is published. */
export function UsedDomains({ statistics }: Pick<SampleView, 'statistics'>) {
  return statistics.tables.map(({ path, columns }) => (
    <details key={path}>
      <summary>What becomes public of the columns of {path}</summary>
      <DataTable
        caption={`Columns of ${path}`}
        rows={columns}
        keyOf={({ name }) => name}
        empty={<p>No columns.</p>}
        columns={[
          { name: 'Column', cell: ({ name }) => name },
          { name: 'Kind', cell: ({ kind }) => kind },
          { name: 'Holds', cell: domainInWords },
          {
            name: 'Missing',
            number: true,
            cell: ({ missing }) => (missing === undefined ? '—' : `${(missing * 100).toFixed(1)} %`),
          },
        ]}
      />
    </details>
  ));
}
