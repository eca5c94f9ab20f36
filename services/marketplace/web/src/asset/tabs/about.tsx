import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { OnChain } from '@atoll/ui/account.tsx';
import { ForeignLink, ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { licenseName } from '../../../../src/web/words.ts';

const ForeignMarkdown = lazy(() =>
  import('@atoll/ui/foreign-markdown.tsx').then((module) => ({ default: module.ForeignMarkdown })),
);

/** What it is, who made it, under which licence, and where machines find it. */
export function AboutTab({ asset }: { asset: CatalogueEntry }) {
  const { document } = asset;
  const dataset = document?.['@type'] === 'sc:Dataset' ? document : undefined;
  const author = document === undefined ? undefined : 'creator' in document ? document.creator : undefined;
  const writer = document !== undefined && 'author' in document ? document.author : author;
  return (
    <>
      {document === undefined ? null : (
        <Suspense fallback={<ForeignText text={document.description} lines />}>
          <ForeignMarkdown text={document.description} />
        </Suspense>
      )}
      <dl className="facts card">
        <dt>Licence</dt>
        <dd>{asset.license === undefined ? 'not known' : <License license={asset.license} />}</dd>
        {writer === undefined ? null : (
          <>
            <dt>By</dt>
            <dd>
              <ForeignText text={writer} />
            </dd>
          </>
        )}
        {dataset?.citeAs === undefined ? null : (
          <>
            <dt>Cite as</dt>
            <dd>
              <ForeignText text={dataset.citeAs} most={2000} />
            </dd>
          </>
        )}
        {dataset?.url === undefined ? null : (
          <>
            <dt>Home page</dt>
            <dd>
              <ForeignLink href={dataset.url} />
            </dd>
          </>
        )}
        {dataset === undefined ? null : (
          <>
            <dt>Files</dt>
            <dd>{dataset.distribution.length.toLocaleString('en')}, kept with the owner</dd>
          </>
        )}
        <dt>Owner</dt>
        <dd>
          <OnChain id={asset.owner} />
        </dd>
        <dt>Published</dt>
        <dd>
          <Moment at={asset.publishedAt} />
          {asset.version === 1 ? null : (
            <>
              , version {asset.version} since <Moment at={asset.updatedAt} />
            </>
          )}
        </dd>
        {asset.tags.length === 0 ? null : (
          <>
            <dt>Tags</dt>
            <dd className="row">
              {asset.tags.map((tag) => (
                <Link key={tag} className="badge" href={`/?${new URLSearchParams({ tag }).toString()}`}>
                  <ForeignText text={tag} most={64} />
                </Link>
              ))}
            </dd>
          </>
        )}
        <dt>Asset</dt>
        <dd>
          <code>{asset.id}</code>
        </dd>
        <dt>Document</dt>
        <dd>
          {asset.available ? (
            <>
              <a href={`/ipfs/${asset.metadata}?format=raw`}>
                <code>{asset.metadata}</code>
              </a>{' '}
              (pinned here)
            </>
          ) : (
            <>
              <code>{asset.metadata}</code> (not pinned here)
            </>
          )}
        </dd>
        <dt>For machines</dt>
        <dd>
          <MachineLinks asset={asset} />
        </dd>
      </dl>
    </>
  );
}

function License({ license }: { license: string }) {
  return (
    <ForeignLink href={license}>
      <ForeignText text={licenseName(license)} most={300} />
    </ForeignLink>
  );
}

function MachineLinks({ asset }: { asset: CatalogueEntry }) {
  const id = encodeURIComponent(asset.id);
  return (
    <span className="row">
      <a href={`/catalogue/${id}`}>JSON</a>
      {asset.kind === 'dataset' ? <a href={`/assets/${id}/croissant`}>Croissant</a> : null}
      <a href={`/catalogue/${id}/dcat`}>DCAT</a>
    </span>
  );
}
