import { Bytes32 } from '@atoll/schemas/ids';
import type { Item } from '@atoll/schemas/indexer/resources';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { useChainTime } from '@atoll/ui/wallet/use-chain-time.ts';
import { Link } from 'wouter';
import { factsOf, type Log, titleOf } from './event-facts.ts';
import { tokenSourceOf } from './event-token.ts';
import { AssetLink, FactList } from './fact-list.tsx';
import { jobLook, jobStateWords } from './job-words.ts';
import { LiveBadge } from './live-badge.tsx';
import { useChanges } from './use-changes.ts';
import { type Trace, useTrace } from './use-trace.ts';

type Job = Item<'jobs'>;

/** An order from the publication of what it uses to the last payment. */
export default function TracePage({ jobId }: { jobId: string }) {
  const parsed = Bytes32.safeParse(jobId);
  if (!parsed.success) {
    return (
      <Page title="There is no such order" lead="An order’s id is 0x and 64 hex digits.">
        <Link href="/explorer">To the explorer</Link>
      </Page>
    );
  }
  return <Followed key={parsed.data} jobId={parsed.data} />;
}

function Followed({ jobId }: { jobId: Bytes32 }) {
  const trace = useTrace(jobId);
  const live = useChanges({ job: jobId }, ['trace']);
  return (
    <Page title={`Order ${shorten(jobId)}`}>
      <p>
        <code>{jobId}</code>
      </p>
      <LiveBadge live={live} />
      <Loaded query={trace} what="Following the order">
        {(found) =>
          found.job === undefined ? (
            <NotThere wasThere={live.reorg !== undefined} />
          ) : (
            <Order trace={found} job={found.job} />
          )
        }
      </Loaded>
    </Page>
  );
}

function NotThere({ wasThere }: { wasThere: boolean }) {
  return (
    <div className="card">
      <h2>The chain knows no such order{wasThere ? ' any more' : ''}</h2>
      <p>
        Either it was never placed, or the block that held it was reorganised away. An orphaned order moved
        nothing: its money is where it was before, its approval and its pass count as unused, and its provider
        stops the run. It can be placed again with a new quote.
      </p>
      <p>If it has only just been sent, this page shows it as soon as it is mined.</p>
      <p>
        <Link href="/explorer">To the explorer</Link>
      </p>
    </div>
  );
}

function Order({ trace, job }: { trace: Trace; job: Job }) {
  const { before, events } = trace;
  return (
    <>
      <Summary job={job} names={trace.names} />
      <h2>Step by step</h2>
      <ol className="trace">
        {before.map((log) => (
          <Step key={placeOf(log)} log={log} token={job.token} />
        ))}
        {events.map((log) => (
          <Step key={placeOf(log)} log={log} token={job.token} own />
        ))}
        {job.state === 'ended' ? null : <Awaited job={job} />}
      </ol>
      <Payments job={job} />
    </>
  );
}

const placeOf = ({ blockNumber, logIndex }: Log): string => `${blockNumber} ${logIndex}`;

function Summary({ job, names }: { job: Job; names: Trace['names'] }) {
  return (
    <dl className="facts card">
      <dt>State</dt>
      <dd>
        <span className={`badge ${jobLook(job)}`}>{jobStateWords(job)}</span>
      </dd>
      <dt>Data</dt>
      <dd className="row">
        {job.datasets.map((tokenId) => (
          <AssetLink key={tokenId} tokenId={tokenId}>
            {names.get(tokenId) ?? `asset ${shorten(tokenId)}`}
          </AssetLink>
        ))}
      </dd>
      <dt>Algorithm</dt>
      <dd>
        <AssetLink tokenId={job.algorithm}>
          {names.get(job.algorithm) ?? `asset ${shorten(job.algorithm)}`}
        </AssetLink>
      </dd>
      <dt>Buyer</dt>
      <dd>
        <OnChain id={job.buyer} />
      </dd>
      <dt>Provider</dt>
      <dd>
        <Link href={`/provider/${job.provider}`}>
          <code>{shorten(job.provider)}</code>
        </Link>
      </dd>
      <dt>Locked at most</dt>
      <dd>
        <Money amount={job.maximum} token={job.token} />
      </dd>
      <dt>Paid to others</dt>
      <dd>
        <Money amount={job.paid} token={job.token} />
      </dd>
      <dt>Ran</dt>
      <dd>
        {job.computeSeconds === undefined ? `at most ${job.maxSeconds} s` : `${job.computeSeconds} s`}, at{' '}
        <Money amount={job.pricePerSecond} token={job.token} /> a second
      </dd>
      {job.resultDigest === undefined || /^0x0+$/.test(job.resultDigest) ? null : (
        <>
          <dt>Result</dt>
          <dd>
            <code>{job.resultDigest}</code> (digest of what was encrypted to the buyer)
          </dd>
        </>
      )}
    </dl>
  );
}

/** An event: what, when, where in the chain, about whom and how much. */
function Step({ log, token, own = false }: { log: Log; token: string; own?: boolean }) {
  const facts = factsOf(log).filter((fact) => fact.kind !== 'job' && (own || fact.kind !== 'words'));
  const named = tokenSourceOf(log);
  return (
    <li>
      <h3>{titleOf(log)}</h3>
      <p className="trace-place">
        <Moment at={log.blockTimestamp} /> · block <OnChain kind="block" id={log.blockNumber} /> · transaction{' '}
        <OnChain kind="tx" id={log.transactionHash} />
      </p>
      <FactList facts={facts} source={named?.kind === 'token' ? named : { kind: 'token', token }} />
    </li>
  );
}

/** What comes next, and until when. */
function Awaited({ job }: { job: Job }) {
  const [what, by] =
    job.state === 'open'
      ? (['The provider runs it', job.runBy] as const)
      : (['The owner reviews the result', job.reviewBy] as const);
  const now = useChainTime();
  const passed = now !== undefined && by < now;
  return (
    <li className="trace-next">
      <h3>{what}</h3>
      <p>
        until <Moment at={by} />
        {passed ? ': that time has passed, so anybody may end it, and the buyer gets the money back' : ''},
        and it is settled until <Moment at={job.settleBy} />.
      </p>
    </li>
  );
}

const roleWords: Readonly<Record<Job['payments'][number]['role'], string>> = {
  data: 'for the data',
  algorithm: 'for the algorithm',
  compute: 'for compute',
  fee: 'fee of the market',
  relay: 'for relaying the order',
  refund: 'back to the buyer',
  slash: 'from the provider’s stake',
  pass: 'from a prepaid pass',
  royalty: 'royalty to a parent',
};

function Payments({ job }: { job: Job }) {
  const total = job.payments.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  return (
    <>
      <h2>Who got what</h2>
      <DataTable
        caption="Credits of the settlement, which their owners withdraw"
        rows={job.payments.map((payment, index) => ({ ...payment, index }))}
        keyOf={({ index }) => String(index)}
        empty="Nothing was paid out yet: the money is in escrow."
        columns={[
          { name: 'For', cell: ({ role }) => roleWords[role] },
          { name: 'To', cell: ({ account }) => <OnChain id={account} /> },
          { name: 'Asset', cell: ({ assetId }) => (assetId === '0' ? '' : <AssetLink tokenId={assetId} />) },
          { name: 'Amount', number: true, cell: ({ amount }) => <Money amount={amount} token={job.token} /> },
        ]}
      />
      {job.payments.length === 0 ? null : (
        <p className="faint">
          Together <Money amount={total} token={job.token} />
        </p>
      )}
    </>
  );
}
