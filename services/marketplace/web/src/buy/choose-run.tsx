import type { EnvironmentOffer } from '@atoll/schemas/environment';
import { requestQuote } from '@atoll/sdk/quote';
import { Button } from '@atoll/ui/button.tsx';
import { checkJson, type Fault } from '@atoll/ui/json-form-check.ts';
import { JsonForm } from '@atoll/ui/json-form.tsx';
import { defaultsOf, type JsonObject, readFormSchema } from '@atoll/ui/json-form-schema.ts';
import { isObject } from '@atoll/ui/json-form-check.ts';
import type { KeptKey } from '@atoll/ui/keys/key-store.ts';
import { NeedsKey } from '@atoll/ui/keys/needs-key.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { useAct } from '@atoll/ui/use-act.tsx';
import { useMemo, useState } from 'react';
import { type QueueLength, useQueueLengths } from '../provider/queue-lengths.ts';
import { ChooseAlgorithm } from './choose-algorithm.tsx';
import { ChooseDatasets } from './choose-datasets.tsx';
import { ChooseEnvironment } from './choose-environment.tsx';
import { ChooseWay } from './choose-way.tsx';
import { FailureCap } from './failure-cap.tsx';
import { Estimate } from './estimate.tsx';
import { keepQuote } from './purchase.ts';
import type { PurchaseParts } from './purchase-parts.ts';
import { QuoteRefusal } from './quote-refusal.tsx';
import { type Candidate, useAlgorithms } from './use-algorithms.ts';
import type { Asset } from '../asset/indexed-asset.ts';
import { useEnvironments, useHostedDatasets } from './use-offer-data.ts';

/** Everything that is chosen before a price is asked for. */
export function ChooseRun(parts: PurchaseParts) {
  const { market, account, dataset, provider, purchase, change } = parts;
  const [words, setWords] = useState('');
  const algorithms = useAlgorithms(purchase.datasets, words);
  const hosted = useHostedDatasets(provider);
  const environments = useEnvironments(market, market.providerUrl ?? '', dataset.terms.token);
  const chosen = algorithms.data?.find(({ tokenId }) => tokenId === purchase.algorithm);
  const others = (hosted.data ?? []).filter(({ terms }) => terms.token === dataset.terms.token);
  const datasets = purchase.datasets.map((id) =>
    id === dataset.tokenId ? dataset : others.find(({ tokenId }) => tokenId === id),
  );
  return (
    <div className="stack">
      <section className="card">
        <h2>1. What runs</h2>
        <ChooseDatasets dataset={dataset} others={others} purchase={purchase} change={change} />
        <Loaded query={algorithms} what="Looking for approved algorithms">
          {(candidates) => (
            <ChooseAlgorithm {...parts} candidates={candidates} words={words} onWords={setWords} />
          )}
        </Loaded>
      </section>
      {chosen === undefined || !chosen.approved ? null : (
        <Loaded query={environments} what="Asking the provider what it rents">
          {(offers) => (
            <NeedsKey account={account}>
              {(key) => (
                <Details
                  key={chosen.metadataDigest}
                  {...parts}
                  algorithm={chosen}
                  datasets={datasets.filter((each) => each !== undefined)}
                  offers={offers}
                  kept={key}
                />
              )}
            </NeedsKey>
          )}
        </Loaded>
      )}
    </div>
  );
}

type Legs = readonly Pick<Asset, 'tokenId' | 'metadataDigest' | 'terms' | 'document'>[];

/** What a run in an environment costs at most, and how much of it where it fails. */
function Costs(
  parts: PurchaseParts & {
    algorithm: Candidate;
    datasets: Legs;
    environment: EnvironmentOffer;
    maxSeconds: number;
    lengths: readonly QueueLength[];
  },
) {
  const { environment, maxSeconds, lengths, purchase, change } = parts;
  const pricePerSecond = BigInt(environment.pricePerSecond);
  return (
    <>
      <Estimate
        {...parts}
        pricePerSecond={pricePerSecond}
        maxSeconds={maxSeconds}
        starts={lengths.find((each) => each.environment === environment.id)}
      />
      <FailureCap
        token={environment.token}
        compute={pricePerSecond * BigInt(maxSeconds)}
        failureCap={purchase.failureCap}
        change={change}
      />
    </>
  );
}

/** Parameters, environment, price and the way of paying, once it is known what runs. */
function Details(
  parts: PurchaseParts & {
    algorithm: Candidate;
    datasets: Legs;
    offers: readonly EnvironmentOffer[];
    kept: KeptKey;
  },
) {
  const { algorithm, purchase, change, datasets, offers, kept, market, provider } = parts;
  const schema = useMemo(() => readFormSchema(algorithm.manifest.parameters), [algorithm]);
  const defaults = useMemo(() => defaultsOf(schema), [schema]);
  const parameters: JsonObject = purchase.parameters ?? (isObject(defaults) ? defaults : {});
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const environment = offers.find(({ id }) => id === purchase.environment) ?? offers[0];
  const lengths = useQueueLengths(market.providerUrl ?? '').data ?? [];
  const maxSeconds = purchase.maxSeconds ?? algorithm.manifest.maxSeconds;
  const ask = useAct(async (say) => {
    const found = checkJson(schema, parameters);
    setFaults(found);
    if (found.length > 0 || environment === undefined) return;
    say('Sign the request in your wallet; the provider then checks everything that could refuse the run');
    const quote = await requestQuote(market, {
      provider,
      environment: environment.id,
      datasets: datasets.map(({ tokenId, metadataDigest }) => ({
        assetId: tokenId,
        metadataDigest,
        series: purchase.passes[tokenId] ?? 0,
      })),
      algorithm: { assetId: algorithm.tokenId, metadataDigest: algorithm.metadataDigest },
      parameters: { ...parameters },
      recipient: kept.publicKey,
      maxSeconds,
      relayed: purchase.way === 'signatures',
      ...(purchase.failureCap === undefined ? {} : { failureCap: purchase.failureCap }),
    });
    change({ quote: keepQuote(quote), parameters: { ...parameters } });
  });
  return (
    <>
      <section className="card">
        <h2>2. Parameters</h2>
        <JsonForm
          schema={schema}
          value={parameters}
          faults={faults}
          onChange={(next) => {
            change({ parameters: { ...next } });
            if (faults.length > 0) setFaults(checkJson(schema, next));
          }}
        />
      </section>
      <section className="card">
        <h2>3. Where it runs</h2>
        <ChooseEnvironment
          offers={offers}
          selected={environment?.id}
          algorithm={algorithm}
          maxSeconds={maxSeconds}
          lengths={lengths}
          change={change}
        />
      </section>
      <section className="card">
        <h2>4. What it costs, and how you pay</h2>
        {environment === undefined ? null : (
          <Costs {...parts} environment={environment} maxSeconds={maxSeconds} lengths={lengths} />
        )}
        <ChooseWay {...parts} />
        <p>
          <Button
            look="main"
            busy={ask.act.state === 'running'}
            disabled={environment === undefined}
            onClick={() => void ask.run()}
          >
            Check everything and get a binding price
          </Button>
        </p>
        {faults.length === 0 ? null : (
          <p className="notice bad" role="alert">
            {faults.length === 1 ? 'One parameter is' : `${faults.length} parameters are`} not right yet; see
            above.
          </p>
        )}
        <QuoteRefusal {...parts} act={ask.act} algorithm={algorithm} onAgain={() => void ask.run()} />
      </section>
    </>
  );
}
