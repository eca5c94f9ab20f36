import { Loaded } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { type QueueLength, startInWords } from '../provider/queue-lengths.ts';
import type { PurchaseParts } from './purchase-parts.ts';
import type { Candidate } from './use-algorithms.ts';
import type { Asset } from '../asset/indexed-asset.ts';
import { useMeans } from './use-offer-data.ts';

/** What the order will cost at most by the prices of this moment, and what a failure may cost. The quote makes it binding. */
export function Estimate(
  parts: PurchaseParts & {
    datasets: readonly Pick<Asset, 'tokenId' | 'terms'>[];
    algorithm: Candidate;
    pricePerSecond: bigint;
    maxSeconds: number;
    /** The queue that it would stand in, where the provider says. */
    starts: QueueLength | undefined;
  },
) {
  const { datasets, algorithm, dataset, purchase, market, account } = parts;
  const { token } = dataset.terms;
  const means = useMeans(market, account, token);
  const data = datasets
    .filter(({ tokenId }) => purchase.passes[tokenId] === undefined)
    .reduce((sum, { terms }) => sum + BigInt(terms.price), 0n);
  const compute = parts.pricePerSecond * BigInt(parts.maxSeconds);
  return (
    <Loaded query={means} what="Reading your balances">
      {({ credit, wallet, feeRate }) => {
        const net = data + algorithm.price + compute;
        const fee = (net * BigInt(feeRate)) / 10_000n;
        const maximum = net + fee;
        return (
          <>
            <dl className="facts">
              <dt>Data</dt>
              <dd>
                <Money amount={data} token={token} />
                {Object.keys(purchase.passes).length === 0 ? '' : ', the rest by passes'}
              </dd>
              <dt>Algorithm</dt>
              <dd>
                <Money amount={algorithm.price} token={token} />
              </dd>
              <dt>Compute, at most</dt>
              <dd>
                <Money amount={compute} token={token} />
              </dd>
              <dt>Market fee ({feeRate / 100} %)</dt>
              <dd>
                <Money amount={fee} token={token} />
              </dd>
              <dt>At most, all in all</dt>
              <dd>
                <strong>
                  <Money amount={maximum} token={token} />
                </strong>
              </dd>
              {parts.starts === undefined ? null : (
                <>
                  <dt>When it runs</dt>
                  <dd>it {startInWords(parts.starts)}</dd>
                </>
              )}
              <dt>If the run fails</dt>
              <dd>
                at most <Money amount={purchase.failureCap ?? compute} token={token} />, and only where the
                algorithm failed or the owner kept its output back; everything else comes back to you
              </dd>
            </dl>
            {credit >= maximum || wallet >= maximum ? null : (
              <p className="notice warn">
                You have <Money amount={wallet} token={token} /> in your wallet and{' '}
                <Money amount={credit} token={token} /> of credit here. An order is paid from one of them.
              </p>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
