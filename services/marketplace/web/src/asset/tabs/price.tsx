import type { CatalogueEntry, CataloguePrice } from '@atoll/schemas/marketplace-api';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { formatAmount, Money, useToken } from '@atoll/ui/money.tsx';
import { duration } from '@atoll/ui/moment.tsx';
import { shortDay } from '../../dates.ts';
import { Price } from '../../catalogue/entry-card.tsx';
import { SoldPasses } from '../../passes/sold-passes.tsx';
import { usePrice } from '../use-asset.ts';

/** What a run costs now and cost before, and what a second of compute may cost. */
export function PriceTab({ asset }: { asset: CatalogueEntry }) {
  const { terms } = asset;
  return (
    <>
      <dl className="facts card">
        <dt>Price</dt>
        <dd>
          <Price entry={asset} />
        </dd>
        {terms.derivativeRoyalty === 0 ? null : (
          <>
            <dt>Royalty</dt>
            <dd>{terms.derivativeRoyalty / 100} % of the income of what is derived from it</dd>
          </>
        )}
        {terms.reviewWindow === 0 ? null : (
          <>
            <dt>Review</dt>
            <dd>at most {duration(terms.reviewWindow)}; after that the price of the data goes back</dd>
          </>
        )}
      </dl>
      <Loaded query={usePrice(asset.id)} what="Reading the history of its price">
        {(price) => (
          <>
            <History price={price} />
            {asset.kind === 'dataset' ? <SoldPasses asset={asset} /> : null}
            <Compute price={price} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** Each change of the price, oldest first, held until now. */
function History({ price }: { price: CataloguePrice }) {
  const { symbol, decimals } = useToken(price.token);
  const points = price.history
    .filter(({ token }) => token === price.token)
    .map((step) => ({ x: step.from, y: Number(step.price) }))
    .reverse();
  const last = points.at(-1);
  if (points.length < 2 || last === undefined) return <p className="faint">Its price never changed.</p>;
  return (
    <LinePlot
      title={`Price of a run in ${symbol}`}
      series={[{ name: symbol, points }]}
      formatX={shortDay}
      formatY={(y) => formatAmount(BigInt(Math.round(y)), decimals)}
      steps
    />
  );
}

function Compute({ price }: { price: CataloguePrice }) {
  return (
    <>
      <h2>Compute</h2>
      <DataTable
        caption="What the provider rents beside the data, for each second"
        rows={price.environments}
        keyOf={({ id }) => id}
        empty="Any provider may run it; each has its own price of compute."
        columns={[
          { name: 'Environment', cell: ({ id, name }) => <ForeignText text={name ?? id} most={60} /> },
          { name: 'GPUs', cell: ({ gpus }) => <ForeignText text={gpus.join(', ') || 'none'} most={100} /> },
          {
            name: 'Base price',
            number: true,
            cell: ({ pricePerSecond, token }) => <Money amount={pricePerSecond} token={token} />,
          },
          {
            name: 'At most now',
            number: true,
            cell: ({ ceiling, token }) =>
              ceiling === undefined ? 'not known' : <Money amount={ceiling} token={token} />,
          },
          { name: 'Slots', number: true, cell: ({ slots, active }) => (active ? slots : 'closed') },
        ]}
      />
    </>
  );
}
