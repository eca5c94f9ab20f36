import type { ReactNode } from 'react';

/** A column: its heading and what a row shows in it. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand to the right. */
  readonly number?: boolean;
}

/** How many columns a phone shows one below the other; fewer fit beside each other, more are a matrix and are scrolled. */
const stacked = { least: 4, most: 10 };

/** A table with a caption; says in words when there is nothing in it. */
export function DataTable<Row>(input: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  empty: ReactNode;
}) {
  const { caption, columns, rows, keyOf, empty } = input;
  if (rows.length === 0) return <div className="notice">{empty}</div>;
  const stacks = columns.length >= stacked.least && columns.length <= stacked.most;
  return (
    <div className="wide" tabIndex={0} role="region" aria-label={caption}>
      <table className={stacks ? 'stacks' : undefined}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, number }) => (
              <th key={name} scope="col" className={number === true ? 'number' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, cell, number }) => (
                <td key={name} data-name={name} className={number === true ? 'number' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
