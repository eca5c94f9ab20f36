import { AssetId } from '@atoll/schemas/ids';
import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import { ForeignText, inertText } from '@atoll/ui/foreign-text.tsx';
import { Loaded, Loading } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { type Tab, Tabs } from '@atoll/ui/tabs.tsx';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { Button } from '@atoll/ui/button.tsx';
import { EntryMarks, Price } from '../catalogue/entry-card.tsx';
import { modelsUnserved } from '../../../src/pages/plain-words.ts';
import { plainAddress } from '../plain-address.ts';
import { useHash } from '../use-hash.ts';
import { AboutTab } from './tabs/about.tsx';
import { DataTab } from './tabs/data.tsx';
import { HostTab } from './tabs/host.tsx';
import { PriceTab } from './tabs/price.tsx';
import { ProgramTab } from './tabs/program.tsx';
import { ProvenanceTab } from './tabs/provenance.tsx';
import { RulesTab } from './tabs/rules.tsx';
import { RunsTab } from './tabs/runs.tsx';
import { VersionsTab } from './tabs/versions.tsx';
import { isUnknown, useEntry } from './use-asset.ts';

const SampleTab = lazy(() => import('./tabs/sample.tsx'));
const OwnerDeeds = lazy(() => import('./owner-deeds.tsx'));

/** One asset: what it is, what may be done with it, what it costs, how it fared. */
export default function AssetPage({ id }: { id: string }) {
  const parsed = AssetId.safeParse(plainAddress(id));
  if (!parsed.success) {
    return (
      <Page title="There is no such asset" lead="An asset’s address ends with its CAIP-19 id.">
        <Link href="/">To the catalogue</Link>
      </Page>
    );
  }
  return <KnownAsset key={parsed.data} id={parsed.data} />;
}

function KnownAsset({ id }: { id: AssetId }) {
  const entry = useEntry(id);
  if (entry.data === undefined && entry.isError) {
    return (
      <Page title="This asset cannot be shown">
        <ErrorNotice error={entry.error} onRetry={() => void entry.refetch()} />
        <Link href="/">To the catalogue</Link>
      </Page>
    );
  }
  if (entry.isPending && isUnknown(entry.failureReason)) {
    return (
      <Page
        title="Not in the catalogue yet"
        lead="What was just published shows within seconds, once the indexer has seen it."
      >
        <Loading what="Looking for the asset" />
      </Page>
    );
  }
  return (
    <Loaded query={entry} what="Reading the asset">
      {(asset) => <Asset asset={asset} />}
    </Loaded>
  );
}

function Asset({ asset }: { asset: CatalogueEntry }) {
  const [hash, setHash] = useHash();
  const tabs = tabsOf(asset);
  return (
    <Page title={inertText(asset.name ?? `Asset ${asset.tokenId}`, 200)}>
      <EntryMarks entry={asset} />
      <Offer asset={asset} />
      {asset.documentStatus === 'verified' ? null : (
        <div className="notice warn" role="status">
          Its document is {asset.documentStatus}
          {asset.documentProblem === undefined ? null : (
            <>
              : <ForeignText text={asset.documentProblem} most={500} />
            </>
          )}
          . It cannot be ordered until it is verified.
        </div>
      )}
      <Tabs label="About this asset" tabs={tabs} selected={hash} onSelect={setHash} />
    </Page>
  );
}

/** What it costs, and what can be done now. */
function Offer({ asset }: { asset: CatalogueEntry }) {
  const [managing, setManaging] = useState(false);
  const id = encodeURIComponent(asset.id);
  const open = asset.state === 'active' && asset.documentStatus === 'verified';
  return (
    <section className="card offer" aria-label="Price and next steps">
      <p className="offer-price">
        <Price entry={asset} />
      </p>
      <p className="faint">
        {asset.rating === undefined
          ? 'not rated yet'
          : `rated ${(asset.rating.score / 1000).toFixed(1)} of 5 by ${asset.rating.ratings}`}{' '}
        · {asset.runs === 0 ? 'no runs yet' : `${asset.runs} run${asset.runs === 1 ? '' : 's'} released`}
      </p>
      <div className="row">
        {asset.kind === 'dataset' && open ? (
          <>
            <Link className="button main" href={`/buy/${id}`}>
              Buy a run
            </Link>
            <Link className="button" href={`/buy/${id}#request`}>
              Request approval
            </Link>
          </>
        ) : null}
        {asset.kind === 'algorithm' && open ? (
          <Link className="button main" href="/?kind=dataset">
            Choose data to run it on
          </Link>
        ) : null}
        {asset.kind === 'model' && open ? <span>{modelsUnserved}</span> : null}
        {open ? null : <span>{asset.state === 'retired' ? 'Not sold any more.' : 'Not for sale now.'}</span>}
        <Button look="plain" onClick={() => setManaging(!managing)} aria-expanded={managing}>
          For its owner
        </Button>
      </div>
      {managing ? (
        <Suspense fallback={<p role="status">Opening…</p>}>
          <OwnerDeeds asset={asset} />
        </Suspense>
      ) : null}
    </section>
  );
}

function tabsOf(asset: CatalogueEntry): Tab[] {
  const { document } = asset;
  const about: Tab = { id: 'about', label: 'About', content: () => <AboutTab asset={asset} /> };
  const rest: Tab[] = [
    { id: 'price', label: 'Price', content: () => <PriceTab asset={asset} /> },
    { id: 'runs', label: 'Runs and ratings', content: () => <RunsTab asset={asset} /> },
    { id: 'host', label: 'Provider and hardware', content: () => <HostTab asset={asset} /> },
    { id: 'provenance', label: 'Provenance', content: () => <ProvenanceTab asset={asset} /> },
    { id: 'versions', label: 'Versions', content: () => <VersionsTab asset={asset} /> },
  ];
  if (document === undefined) return [about, ...rest];
  if (document['@type'] === 'sc:Dataset') {
    return [
      about,
      { id: 'data', label: 'Columns', content: () => <DataTab document={document} /> },
      ...(document.atoll.sample === undefined
        ? []
        : [
            {
              id: 'sample',
              label: 'Sample',
              content: () => (
                <Suspense fallback={<p role="status">Opening…</p>}>
                  <SampleTab document={document} />
                </Suspense>
              ),
            },
          ]),
      { id: 'rules', label: 'Rules', content: () => <RulesTab asset={asset} document={document} /> },
      ...rest,
    ];
  }
  return [
    about,
    { id: 'program', label: 'How it runs', content: () => <ProgramTab asset={asset} document={document} /> },
    ...rest,
  ];
}
