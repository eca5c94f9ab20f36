import type { CatalogueEntry, CatalogueVersion, JsonChange } from '@atoll/schemas/marketplace-api';
import { formatAmount, useToken } from '@atoll/ui/money.tsx';
import { ForeignText, inertText } from '@atoll/ui/foreign-text.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { TextDiff } from '../text-diff.tsx';
import { useVersions } from '../use-asset.ts';

/** Every version with what it changed: words added and removed, terms, the data behind it. */
export function VersionsTab({ asset }: { asset: CatalogueEntry }) {
  return (
    <Loaded query={useVersions(asset.id)} what="Reading its versions">
      {({ versions, truncated }) => (
        <ol className="versions">
          {versions.map((version) => (
            <li key={version.version} className="card">
              <Version version={version} />
            </li>
          ))}
          {truncated ? <li className="faint">Older versions are not shown.</li> : null}
        </ol>
      )}
    </Loaded>
  );
}

function Version({ version }: { version: CatalogueVersion }) {
  const { changes } = version;
  return (
    <>
      <h2>
        Version {version.version} <span className="faint">· </span>
        <span className="faint">
          <Moment at={version.publishedAt} />
        </span>
      </h2>
      <p>
        <a href={`/ipfs/${version.metadata}?format=raw`}>
          <code>{version.metadata}</code>
        </a>
      </p>
      {changes === undefined ? (
        <p className="faint">The first version.</p>
      ) : (
        <>
          {changes.commitment ? (
            <p className="notice warn">The data behind it is another one: it has a new commitment.</p>
          ) : null}
          <Changes title="Terms" changes={changes.terms} token={version.terms.token} />
          {changes.document === undefined ? (
            <p className="faint">Its document cannot be compared: one of the two could not be had.</p>
          ) : (
            <Changes title="Document" changes={changes.document} token={version.terms.token} />
          )}
          {changes.terms.length === 0 && changes.document?.length === 0 && !changes.commitment ? (
            <p className="faint">Nothing in it changed.</p>
          ) : null}
          {changes.truncated ? <p className="faint">More changed than is listed here.</p> : null}
        </>
      )}
    </>
  );
}

const termNames: Readonly<Record<string, string>> = {
  '/token': 'token',
  '/price': 'price',
  '/provider': 'provider',
  '/beneficiary': 'beneficiary',
  '/derivativeRoyalty': 'royalty of what is derived (hundredths of a percent)',
  '/resaleRoyalty': 'royalty of a resale (hundredths of a percent)',
  '/reviewWindow': 'time for review (seconds)',
};

function Changes({
  title,
  changes,
  token,
}: {
  title: string;
  changes: readonly JsonChange[];
  token: string;
}) {
  const { symbol, decimals } = useToken(token);
  if (changes.length === 0) return null;
  const worded = (path: string, value: unknown): string => {
    if (path === '/price' && typeof value === 'string' && /^\d+$/.test(value)) {
      return `${formatAmount(BigInt(value), decimals)} ${symbol}`;
    }
    return typeof value === 'string' ? value : (JSON.stringify(value, undefined, 1) ?? '');
  };
  return (
    <>
      <h3>{title}</h3>
      <ul className="changes">
        {changes.map(({ op, path, before, value }) => (
          <li key={`${op} ${path}`}>
            <span className="faint">
              <ForeignText text={termNames[path] ?? path.slice(1).replaceAll('/', ' › ')} most={200} />
            </span>
            <TextDiff
              before={op === 'add' ? '' : inertText(worded(path, before), 4000)}
              after={op === 'remove' ? '' : inertText(worded(path, value), 4000)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
