import { recomputeReputation } from '@atoll/sdk/recompute-reputation';
import { Button } from '@atoll/ui/button.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Money, useToken } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useChain } from '@atoll/ui/wallet/use-chain.ts';
import type { Address } from '@atoll/schemas/ids';
import { useStanding } from './use-provider.ts';

/** The score in one token, with its formula and a way to compute it again from the chain. */
export function Standing({ provider, token }: { provider: Address; token: Address }) {
  const { symbol, decimals } = useToken(token);
  const chain = useChain();
  const recompute = useAct(async (say) => {
    if (chain.data === undefined) return undefined;
    say('Reading every rating from the chain');
    return recomputeReputation(chain.data, { provider, token, wholeToken: 10n ** BigInt(decimals) });
  });
  return (
    <Loaded query={useStanding(provider, token)} what="Reading its reputation">
      {(standing) => (
        <section className="card" aria-label={`Reputation in ${symbol}`}>
          <h3>In {symbol}</h3>
          <dl className="facts">
            <dt>Score</dt>
            <dd>
              <strong>{(standing.score / 1000).toFixed(3)} of 5</strong>
              {standing.ratings === 0 ? ' (where everybody begins; nobody has rated it)' : ''}
            </dd>
            <dt>Rests on</dt>
            <dd>
              {standing.ratings} rating{standing.ratings === 1 ? '' : 's'} of {standing.buyers} buyer
              {standing.buyers === 1 ? '' : 's'}, <Money amount={standing.weight} token={token} /> of value
            </dd>
            <dt>Delivered</dt>
            <dd>
              {standing.releaseRate === undefined ? (
                'nothing to deliver yet'
              ) : (
                <>
                  {standing.releaseRate / 100} % of what it had to, by value (
                  <Money amount={standing.released} token={token} /> of{' '}
                  <Money amount={standing.value} token={token} />)
                </>
              )}
            </dd>
          </dl>
          <details>
            <summary>How it is computed</summary>
            <pre className="formula" tabIndex={0}>
              {`w_j   = decay(paid_j, now − endedAt_j, 90 days)      each rated job j
W_b   = Σ w_j of buyer b        S_b = Σ w_j × score_j / W_b
score = (100 × 3 + Σ min(W_b, 500) × S_b) / (100 + Σ min(W_b, 500))`}
            </pre>
            <p>
              In whole tokens. A rating weighs what its buyer paid, half as much after 90 days, at most 500
              for one buyer; everybody begins with 100 in the middle. Anybody can compute it from the chain
              alone.
            </p>
            <Button
              small
              busy={recompute.act.state === 'running' || chain.data === undefined}
              onClick={() => void recompute.run()}
            >
              Compute it again from the chain
            </Button>
            <ActStatus act={recompute.act} />
            {recompute.act.state === 'done' && recompute.act.result !== undefined ? (
              <p
                role="status"
                className={`notice ${agrees(recompute.act.result.score, standing.score) ? 'good' : 'warn'}`}
              >
                The chain’s events give {(Number(recompute.act.result.score) / 1000).toFixed(3)}:{' '}
                {agrees(recompute.act.result.score, standing.score)
                  ? 'the same as the indexer says.'
                  : 'not what the indexer says, which may be some blocks behind.'}
              </p>
            ) : null}
          </details>
        </section>
      )}
    </Loaded>
  );
}

const agrees = (own: bigint, told: number): boolean => own === BigInt(told);
