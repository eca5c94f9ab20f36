import { Agreement } from '@atoll/schemas/desk';
import { request } from '@atoll/sdk/request';
import { providerOf, providerPaths } from '@atoll/sdk/services';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { z } from 'zod';
import type { DeskSession } from '../desk/desk.tsx';

/** Data-use agreements that buyers signed. */
export function Agreements({ session }: { session: DeskSession }) {
  const agreements = useDesk(session.market, ['agreements'], (desk) =>
    request(desk, {
      service: providerOf(desk),
      method: 'GET',
      path: providerPaths.agreements,
      signed: true,
      reply: z.array(Agreement),
    }),
  );
  return (
    <section aria-labelledby="agreements">
      <h2 id="agreements">Signed agreements</h2>
      <Loaded query={agreements} what="Reading the agreements">
        {(found) => (
          <DataTable
            caption="The newest signatures, which anyone can check"
            rows={found}
            keyOf={({ buyer, datasetId, text }) => `${buyer} ${datasetId} ${text}`}
            empty={<p>Nobody has signed an agreement here.</p>}
            columns={[
              { name: 'Agreement', cell: ({ title, cid }) => <span title={cid}>{title}</span> },
              { name: 'Buyer', cell: ({ buyer }) => <OnChain id={buyer} /> },
              {
                name: 'Dataset',
                cell: ({ datasetId }) => <code title={datasetId}>{shorten(datasetId)}</code>,
              },
              { name: 'Signed', cell: ({ signedAt }) => <Moment at={signedAt} /> },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
