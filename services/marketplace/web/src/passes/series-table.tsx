import { DataTable } from '@atoll/ui/data-table.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import type { ReactNode } from 'react';
import { type Series, unitsLeft } from './use-series.ts';

/** Series of passes with what can be done about each. */
export function SeriesTable(input: {
  series: readonly Series[];
  empty: string;
  deed: { name: string; cell: (series: Series) => ReactNode };
}) {
  return (
    <DataTable
      caption="Passes: prepaid runs"
      rows={input.series}
      keyOf={({ passId }) => passId}
      empty={input.empty}
      columns={[
        { name: 'Series', number: true, cell: ({ series }) => series },
        {
          name: 'A run',
          number: true,
          cell: ({ price, token }) =>
            price === '0' ? 'given by the owner' : <Money amount={price} token={token} />,
        },
        { name: 'Until', cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
        {
          name: 'Left',
          number: true,
          cell: (each) => `${unitsLeft(each).toLocaleString('en')} of ${each.supply.toLocaleString('en')}`,
        },
        { name: 'May be handed on', cell: ({ transferable }) => (transferable ? 'yes' : 'no') },
        input.deed,
      ]}
    />
  );
}
