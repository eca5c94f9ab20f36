import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Money } from '@atoll/ui/money.tsx';
import type { Purchase } from './purchase.ts';
import type { Asset } from '../asset/indexed-asset.ts';

/** Most datasets of one order. */
const most = 8;

type Hosted = Pick<Asset, 'tokenId' | 'terms' | 'document'>;

/** The dataset of the page, and more of the same provider that run beside it. */
export function ChooseDatasets(input: {
  dataset: Asset;
  others: readonly Hosted[];
  purchase: Purchase;
  change: (changes: Partial<Purchase>) => void;
}) {
  const { dataset, purchase, change } = input;
  const others = input.others.filter(({ tokenId }) => tokenId !== dataset.tokenId);
  // The contract wants them ascending.
  const toggle = (tokenId: string, on: boolean) => {
    const kept = purchase.datasets.filter((each) => each !== tokenId);
    const next = on ? [...kept, tokenId] : kept;
    change({ datasets: next.sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)) });
  };
  return (
    <>
      <p>
        Dataset: <ForeignText text={dataset.document?.name ?? dataset.tokenId} />,{' '}
        <Money amount={dataset.terms.price} token={dataset.terms.token} /> a run
      </p>
      {others.length === 0 ? null : (
        <details open={purchase.datasets.length > 1}>
          <summary>Run on more datasets of the same provider (at most {most})</summary>
          {others.map(({ tokenId, terms, document }) => {
            const on = purchase.datasets.includes(tokenId);
            return (
              <label className="choice" key={tokenId}>
                <input
                  type="checkbox"
                  checked={on}
                  disabled={!on && purchase.datasets.length >= most}
                  onChange={({ target }) => toggle(tokenId, target.checked)}
                />
                <span>
                  <ForeignText text={document?.name ?? tokenId} />,{' '}
                  <Money amount={terms.price} token={terms.token} />
                </span>
              </label>
            );
          })}
        </details>
      )}
    </>
  );
}
