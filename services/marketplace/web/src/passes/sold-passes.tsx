import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { Loaded } from '@atoll/ui/loading.tsx';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@atoll/ui/button.tsx';
import { useChainTime } from '@atoll/ui/wallet/use-chain-time.ts';
import { SeriesTable } from './series-table.tsx';
import { unitsLeft, useSeries } from './use-series.ts';

const BuyPass = lazy(() => import('./buy-pass.tsx'));

/** Passes that a dataset's owner sells; the wallet's code is loaded when somebody wants one. */
export function SoldPasses({ asset }: { asset: Pick<CatalogueEntry, 'tokenId'> }) {
  const [chosen, setChosen] = useState<string>();
  const now = useChainTime();
  const series = useSeries(asset.tokenId);
  return (
    <Loaded query={series} what="Looking for passes">
      {(found) => {
        const wanted = found.find(({ passId }) => passId === chosen);
        if (found.length === 0)
          return <p className="faint">Its owner sells no passes: each run is paid for by itself.</p>;
        return (
          <>
            <h2>Passes</h2>
            <p>
              Runs that are paid for ahead. The price of each stays in escrow until an order uses it, and
              comes back where it never is.
            </p>
            <SeriesTable
              series={found}
              empty=""
              deed={{
                name: 'Buy',
                cell: (each) =>
                  each.price !== '0' && unitsLeft(each) > 0 && now !== undefined && each.expiresAt > now ? (
                    <Button small onClick={() => setChosen(each.passId)}>
                      Buy<span className="unseen"> of series {each.series}</span>
                    </Button>
                  ) : (
                    <span className="faint">{now === undefined ? '…' : 'not sold'}</span>
                  ),
              }}
            />
            {wanted === undefined ? null : (
              <Suspense fallback={<p role="status">Opening…</p>}>
                <BuyPass key={wanted.passId} series={wanted} />
              </Suspense>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
