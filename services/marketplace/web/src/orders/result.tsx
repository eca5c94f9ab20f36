import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import type { AgeIdentity } from '@atoll/sdk/recipient';
import { Button } from '@atoll/ui/button.tsx';
import { NeedsUnlocked } from '@atoll/ui/keys/needs-unlocked.tsx';
import { currentKey, useKeys } from '@atoll/ui/keys/use-keys.ts';
import { saveFile } from '@atoll/ui/save-file.ts';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useState } from 'react';
import { readParameters } from '../buy/purchase.ts';
import { Checks } from './checks.tsx';
import { openForAnotherKey, openResult, type OpenedResult } from './open-result.ts';
import { Output } from './output.tsx';
import type { ChainJob } from './order-page.tsx';
import { PublishOutput } from './publish-output.tsx';

/** The result: fetched, decrypted and verified here, shown and saved. */
export function Result({ market, account, job }: { market: MarketContext; account: Address; job: ChainJob }) {
  const [opened, setOpened] = useState<OpenedResult>();
  const [anew, setAnew] = useState(false);
  const keys = useKeys(account);
  const { recipient } = job.order;
  const current = currentKey(keys.data ?? []);
  const another = current !== undefined && current.publicKey !== recipient ? current.publicKey : undefined;
  return (
    <section className="card" aria-label="Result">
      <h2>Result</h2>
      {opened === undefined ? (
        <>
          <p>It is encrypted to your key. It is opened in this browser and goes nowhere.</p>
          <NeedsUnlocked account={account} publicKey={anew && another !== undefined ? another : recipient}>
            {(identity) => (
              <Open market={market} job={job} identity={identity} anew={anew} onOpened={setOpened} />
            )}
          </NeedsUnlocked>
          {another === undefined ? null : (
            <p>
              <Button look="plain" onClick={() => setAnew(!anew)}>
                {anew ? 'Use the key that was ordered for' : 'Have it encrypted anew for my present key'}
              </Button>
            </p>
          )}
        </>
      ) : (
        <Opened market={market} job={job} opened={opened} />
      )}
    </section>
  );
}

function Open(input: {
  market: MarketContext;
  job: ChainJob;
  identity: AgeIdentity;
  anew: boolean;
  onOpened: (opened: OpenedResult) => void;
}) {
  const { market, job, identity, anew, onOpened } = input;
  const open = useAct(async (say) => {
    const { jobId } = job;
    const act = anew ? openForAnotherKey : openResult;
    onOpened(await act(market, { jobId, identity, parameters: readParameters(jobId) }, say));
  });
  return (
    <>
      <Button look="main" busy={open.act.state === 'running'} onClick={() => void open.run()}>
        Fetch, decrypt and verify
      </Button>
      <ActStatus act={open.act} />
    </>
  );
}

function Opened({ market, job, opened }: { market: MarketContext; job: ChainJob; opened: OpenedResult }) {
  const { result, signed, statement, checks } = opened;
  const bad = checks.filter(({ outcome }) => outcome === 'failed').length;
  const { usage, engine, run } = statement.predicate;
  return (
    <>
      {bad === 0 ? (
        <p className="notice good" role="status">
          Verified: this is what the provider signed for and what the chain settled.
        </p>
      ) : (
        <p className="notice bad" role="alert">
          {bad} of the checks failed; see below. Keep the receipt as evidence.
        </p>
      )}
      {[...result.outputs].map(([name, bytes]) => (
        <Output key={name} name={name} bytes={bytes} />
      ))}
      {bad === 0 ? <PublishOutput market={market} job={job} result={result} /> : null}
      <details>
        <summary>What was checked ({checks.length})</summary>
        <Checks checks={checks} />
      </details>
      <details>
        <summary>How it ran</summary>
        <dl className="facts">
          <dt>Under</dt>
          <dd>
            {engine.runtime === 'runsc' ? 'gVisor' : engine.runtime} {engine.runtimeVersion} ({engine.name}{' '}
            {engine.version})
          </dd>
          <dt>Took</dt>
          <dd>
            at most {usage.wallSeconds} s; {usage.computeSeconds} s were charged
          </dd>
          <dt>Memory, at most</dt>
          <dd>{Math.round(usage.peakMemoryBytes / 2 ** 20)} MiB</dd>
          {run === 'repeated' ? (
            <>
              <dt>Repeated</dt>
              <dd>an identical run had been released before, and this one was given the same outputs</dd>
            </>
          ) : null}
        </dl>
      </details>
      <p className="row">
        <Button
          onClick={() =>
            saveFile(
              `receipt-${job.jobId.slice(2, 12)}.json`,
              JSON.stringify(signed, null, 2),
              'application/json',
            )
          }
        >
          Save the receipt
        </Button>
      </p>
    </>
  );
}
