import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Link } from 'wouter';
import { AssetLink, AssetLinks } from '../asset-link.tsx';
import { FileOfRun } from '../file-of-run.tsx';
import { useLineage } from '../use-asset.ts';

/** What it was made of, what was made of it, and who owned it. */
export function ProvenanceTab({ asset }: { asset: CatalogueEntry }) {
  const linkTo = (tokenId: string) => <AssetLink id={tokenId} />;
  return (
    <Loaded query={useLineage(asset.tokenId)} what="Reading where it comes from">
      {({ asset: found, transfers, derivation, run }) => (
        <>
          <dl className="facts card">
            <MadeFrom derivation={derivation} run={run} />
            {derivation === undefined || asset.document === undefined ? null : (
              <FileOfRun document={asset.document} outputDigest={derivation.outputDigest} />
            )}
            <dt>Commitment to the data</dt>
            <dd>
              <code>{asset.commitment}</code>
            </dd>
          </dl>
          <DataTable
            caption="Parents: what it owes of its income"
            rows={found.parents ?? []}
            keyOf={({ ancestorId }) => ancestorId}
            empty="It has no parents and owes no royalty."
            columns={[
              { name: 'Asset', cell: ({ ancestorId }) => linkTo(ancestorId) },
              { name: 'Share of income', number: true, cell: ({ rate }) => `${rate / 100} %` },
            ]}
          />
          <DataTable
            caption="Children: what was made of it and owes it royalty"
            rows={found.children ?? []}
            keyOf={({ assetId }) => assetId}
            empty="Nothing was published yet that was made of it."
            columns={[
              { name: 'Asset', cell: ({ assetId }) => linkTo(assetId) },
              { name: 'Share of income', number: true, cell: ({ rate }) => `${rate / 100} %` },
            ]}
          />
          <DataTable
            caption="Owners"
            rows={[
              ...transfers.map((each) => ({ to: each.receiver, at: each.transferredAt, from: each.sender })),
              { to: transfers.at(-1)?.sender ?? asset.owner, at: asset.publishedAt, from: undefined },
            ]}
            keyOf={({ to, at }) => `${to} ${at}`}
            empty=""
            columns={[
              { name: 'Owner', cell: ({ to }) => <OnChain id={to} /> },
              { name: 'Since', cell: ({ at }) => <Moment at={at} /> },
              {
                name: 'From',
                cell: ({ from }) => (from === undefined ? 'published it' : <OnChain id={from} />),
              },
            ]}
          />
          {transfers.length === 0 ? null : (
            <p className="faint">
              A change of hands voids every approval and pauses orders until the custodian binds the data
              anew.
            </p>
          )}
        </>
      )}
    </Loaded>
  );
}

type Lineage = NonNullable<ReturnType<typeof useLineage>['data']>;

/** The run that it came out of, with the data and the algorithm of that run. */
function MadeFrom({ derivation, run }: Pick<Lineage, 'derivation' | 'run'>) {
  return (
    <>
      <dt>Made from</dt>
      <dd>
        {derivation === undefined ? (
          'nothing on this market: it was published as it is'
        ) : (
          <>
            an output of the run{' '}
            <Link href={`/explorer/${derivation.jobId}`}>
              <code>{shorten(derivation.jobId)}</code>
            </Link>
            , which the registry proved against its receipt
          </>
        )}
      </dd>
      {run === undefined ? null : (
        <>
          <dt>That run worked</dt>
          <dd>
            on <AssetLinks ids={run.datasets} />
          </dd>
          <dt>by</dt>
          <dd>
            <AssetLink id={run.algorithm} />
          </dd>
        </>
      )}
    </>
  );
}
