import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Link } from 'wouter';
import { bytesInWords } from '../../../src/pages/plain-words.ts';
import { formatName, kindNames } from '../../../src/web/words.ts';

/** Where an asset's page is. */
export const assetAddress = (id: string): string => `/assets/${encodeURIComponent(id)}`;

/** Kind, size and what stands out, as small marks. */
export function EntryMarks({ entry }: { entry: CatalogueEntry }) {
  return (
    <p className="entry-marks">
      <span className={`badge kind-${entry.kind}`}>{kindNames[entry.kind]}</span>
      {entry.rows === undefined ? null : (
        <span className="badge">{entry.rows.toLocaleString('en')} rows</span>
      )}
      {entry.bytes === undefined ? null : <span className="badge">{bytesInWords(entry.bytes)}</span>}
      {[...new Set(entry.formats.map(formatName))].slice(0, 3).map((format) => (
        <span key={format} className="badge">
          <ForeignText text={format} most={24} />
        </span>
      ))}
      {entry.gpus.length > 0 ? <span className="badge">GPU</span> : null}
      {entry.sample ? <span className="badge good">Sample</span> : null}
      {entry.state === 'active' ? null : <span className="badge warn">{entry.state}</span>}
      {entry.documentStatus === 'verified' ? null : (
        <span className="badge warn">document {entry.documentStatus}</span>
      )}
    </p>
  );
}

/** What one use costs. */
export function Price({ entry }: { entry: Pick<CatalogueEntry, 'terms' | 'kind'> }) {
  if (entry.terms.price === '0') return <>Free, compute extra</>;
  return (
    <>
      <Money amount={entry.terms.price} token={entry.terms.token} /> per{' '}
      {entry.kind === 'model' ? 'inference' : 'run'}
    </>
  );
}

/** An entry of the catalogue. */
export function EntryCard({ entry }: { entry: CatalogueEntry }) {
  return (
    <li className="card entry">
      <h3>
        <Link href={assetAddress(entry.id)}>
          <ForeignText text={entry.name ?? entry.id} most={120} />
        </Link>
      </h3>
      <EntryMarks entry={entry} />
      <p className="entry-summary">
        <ForeignText text={entry.summary} most={220} />
      </p>
      <p className="entry-foot">
        <strong>
          <Price entry={entry} />
        </strong>
        <span className="faint">
          {entry.rating === undefined ? null : (
            <>
              <span aria-hidden="true">★</span> {(entry.rating.score / 1000).toFixed(1)} of 5 ·{' '}
            </>
          )}
          {entry.runs === 0 ? 'no runs yet' : `${entry.runs} run${entry.runs === 1 ? '' : 's'}`}
        </span>
      </p>
    </li>
  );
}
