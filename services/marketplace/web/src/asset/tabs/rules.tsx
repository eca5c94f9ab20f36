import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import type { DatasetDocument } from '@atoll/schemas/metadata/dataset';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { datasetRules } from '../../../../src/pages/plain-words.ts';

/** What may leave, who looks at it, and how long that takes. */
export function RulesTab({ asset, document }: { asset: CatalogueEntry; document: DatasetDocument }) {
  const { agreement } = document.atoll.rules;
  return (
    <>
      <h2>What the owner allows</h2>
      <ul className="rules card">
        {datasetRules(asset, document).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {agreement === undefined ? null : (
        <p>
          Who buys signs{' '}
          <a href={`/ipfs/${agreement.text}?format=raw`}>
            <ForeignText text={agreement.title} />
          </a>{' '}
          first; the wallet shows it in full before anything is signed.
        </p>
      )}
      <p className="faint">
        The provider enforces these rules; the document that states them is pinned to the order by its digest,
        so they cannot change under an order that was paid.
      </p>
    </>
  );
}
