import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Money } from '@atoll/ui/money.tsx';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { dayName } from '../../dates.ts';
import { jobStateWords } from '../../explorer/job-words.ts';
import { useRuns } from '../use-asset.ts';

/** How its runs ended and what buyers said of them. */
export function RunsTab({ asset }: { asset: CatalogueEntry }) {
  return (
    <Loaded query={useRuns(asset)} what="Reading its runs">
      {({ jobs, days, ratings, more }) => (
        <>
          <Ends days={days} />
          <DataTable
            caption={more ? 'Newest runs' : 'Runs'}
            rows={jobs}
            keyOf={({ jobId }) => jobId}
            empty="Nobody has run it yet."
            columns={[
              {
                name: 'Order',
                cell: ({ jobId }) => (
                  <Link href={`/explorer/${jobId}`}>
                    <code>{shorten(jobId)}</code>
                  </Link>
                ),
              },
              { name: 'Ordered', cell: ({ orderedAt }) => <Moment at={orderedAt} /> },
              { name: 'Buyer', cell: ({ buyer }) => <OnChain id={buyer} /> },
              { name: 'State', cell: (job) => jobStateWords(job) },
              {
                name: 'Paid',
                number: true,
                cell: ({ paid, token }) => <Money amount={paid} token={token} />,
              },
              {
                name: 'Rated',
                number: true,
                cell: ({ jobId }) => <Score of={ratings.find((rating) => rating.jobId === jobId)} />,
              },
            ]}
          />
          {jobs.length === 0 ? null : (
            <p className="faint">
              Who paid for a run may rate its provider once; ratings weigh by what was paid.{' '}
              <Link href={`/explorer?asset=${encodeURIComponent(asset.tokenId)}`}>
                Everything that happened with it
              </Link>
            </p>
          )}
        </>
      )}
    </Loaded>
  );
}

function Score({ of }: { of: { score: number; counted: boolean } | undefined }): ReactNode {
  if (of === undefined) return <span className="faint">—</span>;
  return (
    <>
      {of.score} of 5{of.counted ? '' : ' (not counted)'}
    </>
  );
}

interface Day {
  readonly day: number;
  readonly token: string;
  readonly orders: number;
  readonly released: number;
  readonly withheld: number;
  readonly failed: number;
  readonly refunded: number;
  readonly earned: string;
}

function Ends({ days }: { days: readonly Day[] }) {
  if (days.length === 0) return null;
  const sum = (name: 'orders' | 'released' | 'withheld' | 'failed' | 'refunded') =>
    days.reduce((total, day) => total + day[name], 0);
  const tokens = [...new Set(days.map(({ token }) => token))];
  const byDay = [...new Set(days.map(({ day }) => day))].sort((a, b) => a - b);
  const points = byDay.map((day) => ({
    x: day,
    y: days.filter((each) => each.day === day).reduce((total, { orders }) => total + orders, 0),
  }));
  return (
    <>
      <dl className="facts card">
        <dt>Ordered</dt>
        <dd>{sum('orders')}</dd>
        <dt>Released</dt>
        <dd>{sum('released')}</dd>
        <dt>Withheld by the owner</dt>
        <dd>{sum('withheld')}</dd>
        <dt>Failed or refunded</dt>
        <dd>{sum('failed') + sum('refunded')}</dd>
        <dt>Earned</dt>
        <dd className="row">
          {tokens.map((token) => (
            <Money
              key={token}
              token={token}
              amount={days
                .filter((day) => day.token === token)
                .reduce((total, { earned }) => total + BigInt(earned), 0n)}
            />
          ))}
        </dd>
      </dl>
      {points.length < 2 ? null : (
        <LinePlot
          title="Orders of each day"
          series={[{ name: 'Orders', points }]}
          formatX={dayName}
          formatY={(y) => String(Math.round(y * 10) / 10)}
        />
      )}
    </>
  );
}
