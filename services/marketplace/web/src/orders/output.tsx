import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { saveFile } from '@atoll/ui/save-file.ts';
import { useMemo } from 'react';
import { readOutput, type Shown } from './output-read.ts';

/** A file of the result: figures as table and plot, CSV as table, text as text, and to be saved. */
export function Output({ name, bytes }: { name: string; bytes: Uint8Array }) {
  const shown = useMemo(() => readOutput(name, bytes), [name, bytes]);
  return (
    <section aria-label={name}>
      <h3>
        <ForeignText text={name} /> <span className="faint">{bytes.byteLength.toLocaleString()} bytes</span>
      </h3>
      <Content name={name} shown={shown} />
      <p>
        <Button small onClick={() => saveFile(name, new Uint8Array(bytes), 'application/octet-stream')}>
          Save {name}
        </Button>
      </p>
    </section>
  );
}

function Content({ name, shown }: { name: string; shown: Shown }) {
  switch (shown.kind) {
    case 'figures':
      return (
        <>
          {shown.rows.length === 0 ? null : (
            <DataTable
              caption={`Figures in ${name}`}
              columns={[
                { name: 'What', cell: ([what]) => <ForeignText text={what} /> },
                { name: 'Value', number: true, cell: ([, value]) => <ForeignText text={value} /> },
              ]}
              rows={shown.rows}
              keyOf={([what]) => what}
              empty="Nothing"
            />
          )}
          {shown.series.map((series) => (
            <LinePlot
              key={series.name}
              title={series.name}
              series={[series]}
              formatX={(x) => String(x)}
              formatY={(y) => String(Number(y.toPrecision(4)))}
            />
          ))}
        </>
      );
    case 'table':
      return (
        <>
          <DataTable
            caption={`Rows of ${name}`}
            columns={shown.head.map((head, column) => ({
              name: head || `column ${column + 1}`,
              cell: (row: readonly string[]) => <ForeignText text={row[column] ?? ''} />,
            }))}
            rows={shown.rows}
            keyOf={(row) => `${shown.rows.indexOf(row)}`}
            empty="No rows"
          />
          {shown.more === 0 ? null : <p className="faint">{shown.more} more rows are in the file.</p>}
        </>
      );
    case 'text':
      return (
        <pre className="wide" tabIndex={0}>
          {shown.text}
        </pre>
      );
    case 'file':
      return <p className="faint">Save it to look inside.</p>;
  }
}
