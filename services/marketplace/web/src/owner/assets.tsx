import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Link } from 'wouter';
import { EditButtons } from './edit-asset.tsx';
import type { OwnedAsset, OwnerView } from './use-owned.ts';

const looks: Readonly<Record<OwnedAsset['state'], string>> = { active: 'good', paused: 'warn', retired: '' };

/** What the account owns, with its price and a way to change it. */
export function Assets(view: OwnerView) {
  return (
    <section aria-labelledby="owned">
      <h2 id="owned">Owned</h2>
      <Loaded query={view.owned} what="Reading what you own">
        {(assets) => (
          <DataTable
            caption="Your assets"
            rows={assets}
            keyOf={({ id }) => id}
            empty={
              <p>
                You own nothing here yet. <Link href="/publish">Publish something</Link>
              </p>
            }
            columns={[
              {
                name: 'Name',
                cell: ({ id, name }) => <Link href={`/assets/${encodeURIComponent(id)}`}>{name}</Link>,
              },
              { name: 'Kind', cell: ({ kind }) => kind },
              {
                name: 'State',
                cell: ({ state }) => <span className={`badge ${looks[state]}`}>{state}</span>,
              },
              { name: 'Version', number: true, cell: ({ version }) => version },
              {
                name: 'Price',
                number: true,
                cell: ({ price, token }) => <Money amount={price} token={token} />,
              },
              { name: 'Change', cell: (asset) => <EditButtons asset={asset} market={view.market} /> },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
