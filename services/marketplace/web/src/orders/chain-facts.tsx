import { OnChain } from '@atoll/ui/account.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { duration, Moment } from '@atoll/ui/moment.tsx';
import { useChainTime } from '@atoll/ui/wallet/use-chain-time.ts';
import { Link } from 'wouter';
import { AssetLink, AssetLinks } from '../asset/asset-link.tsx';
import type { ChainJob } from './order-page.tsx';
import { lookOf, outcomeWords } from './state-words.ts';
import type { Live } from './use-job.ts';

/** The order as everybody may see it: state, money, deadline. */
export function ChainFacts({ job, live }: { job: ChainJob; live: Live }) {
  const ended = job.state === 'ended';
  return (
    <section className="card" aria-label="The order">
      <p role="status">
        <span className={`badge ${lookOf(job.outcome)}`}>
          {job.outcome === undefined
            ? job.state === 'reported'
              ? 'ran; waits for the owner’s review'
              : 'paid into escrow, under way'
            : outcomeWords[job.outcome]}
        </span>{' '}
        {ended ? null : (
          <span className="faint">
            {live === 'stream' ? 'live from the chain’s mirror' : 'asking the chain’s mirror every 2 seconds'}
          </span>
        )}
      </p>
      <dl className="facts">
        <dt>Data</dt>
        <dd>
          <AssetLinks ids={job.datasets} />
        </dd>
        <dt>Algorithm</dt>
        <dd>
          <AssetLink id={job.algorithm} />
        </dd>
        <dt>Provider</dt>
        <dd>
          <Link href={`/provider/${job.provider}`}>
            <code>{job.provider.slice(0, 10)}…</code>
          </Link>
        </dd>
        <dt>Ordered</dt>
        <dd>
          <Moment at={job.orderedAt} />, <OnChain kind="tx" id={job.orderedIn} />
        </dd>
        <dt>{ended ? 'Locked at most' : 'Locked'}</dt>
        <dd>
          <Money amount={job.maximum} token={job.token} />
        </dd>
        {ended ? <Ended job={job} /> : <Deadline job={job} />}
      </dl>
    </section>
  );
}

/** What was paid, and what came back: all that was locked less what others got. */
function Ended({ job }: { job: ChainJob }) {
  const back = job.payments
    .filter(({ role }) => role === 'refund')
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  return (
    <>
      <dt>Paid</dt>
      <dd>
        <Money amount={job.paid} token={job.token} />
        {job.computeSeconds === undefined
          ? ''
          : ` in all, ${duration(job.computeSeconds)} of compute among it`}
      </dd>
      <dt>Came back to you</dt>
      <dd>
        <Money amount={back} token={job.token} />
        {back > 0n ? (
          <>
            {' '}
            as credit; <Link href="/account">withdraw it or order again with it</Link>
          </>
        ) : null}
      </dd>
      {job.endedAt === undefined || job.endedIn === undefined ? null : (
        <>
          <dt>Ended</dt>
          <dd>
            <Moment at={job.endedAt} />, <OnChain kind="tx" id={job.endedIn} />
          </dd>
        </>
      )}
    </>
  );
}

function Deadline({ job }: { job: ChainJob }) {
  const now = useChainTime();
  const reported = job.state === 'reported';
  const at = reported ? job.reviewBy : job.runBy;
  return (
    <>
      <dt>{reported ? 'Reviewed until' : 'Has to run until'}</dt>
      <dd>
        <Moment at={at} /> {now === undefined ? '' : at > now ? `(in ${duration(at - now)})` : '(passed)'}
      </dd>
    </>
  );
}
