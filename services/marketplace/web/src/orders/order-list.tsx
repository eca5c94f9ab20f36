import type { Address } from '@atoll/schemas/ids';
import { outcomes } from '@atoll/schemas/job';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { useState } from 'react';
import { Link } from 'wouter';
import { Spending } from './spending.tsx';
import { lookOf, outcomeWords } from './state-words.ts';
import { type OrderFilter, useOpinions, useOrders } from './use-orders.ts';

const stateNames: Readonly<Record<OrderFilter['state'], string>> = {
  all: 'All',
  open: 'Under way',
  reported: 'Ran, waits for review',
  ended: 'Ended',
};

/** The buyer's orders with filters, and what was spent over time. */
export function OrderList({ account }: { account: Address }) {
  const [filter, setFilter] = useState<OrderFilter>({ state: 'all', outcome: 'any' });
  const orders = useOrders(account, filter);
  return (
    <>
      <Filters filter={filter} onChange={setFilter} />
      {orders.isError ? <ErrorNotice error={orders.error} onRetry={() => void orders.refetch()} /> : null}
      {orders.isPending ? <Loading what="Reading your orders" /> : null}
      {orders.data === undefined ? null : (
        <Orders account={account} orders={orders.data.pages.flatMap(({ items }) => items)} />
      )}
      {orders.hasNextPage ? (
        <p>
          <Button busy={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
            Show more
          </Button>
        </p>
      ) : null}
      <Spending account={account} />
    </>
  );
}

function Filters({ filter, onChange }: { filter: OrderFilter; onChange: (filter: OrderFilter) => void }) {
  const states: readonly OrderFilter['state'][] = ['all', 'open', 'reported', 'ended'];
  return (
    <div className="row">
      <Field label="State">
        {(control) => (
          <select
            {...control}
            value={filter.state}
            onChange={({ target }) =>
              onChange({
                state: states.find((each) => each === target.value) ?? 'all',
                outcome: target.value === 'ended' ? filter.outcome : 'any',
              })
            }
          >
            {states.map((each) => (
              <option key={each} value={each}>
                {stateNames[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="How it ended">
        {(control) => (
          <select
            {...control}
            value={filter.outcome}
            onChange={({ target }) =>
              onChange({
                state: target.value === 'any' ? filter.state : 'ended',
                outcome: outcomes.find((each) => each === target.value) ?? 'any',
              })
            }
          >
            <option value="any">Any way</option>
            {outcomes.map((each) => (
              <option key={each} value={each}>
                {outcomeWords[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}

type Orders = Awaited<ReturnType<ReturnType<typeof useOrders>['refetch']>>['data'];
type OrderItem = NonNullable<Orders>['pages'][number]['items'][number];

function Orders({ account, orders }: { account: Address; orders: readonly OrderItem[] }) {
  const opinions = useOpinions(account, orders.at(-1)?.orderedBlock);
  return (
    <DataTable
      caption="Orders, newest first"
      keyOf={({ jobId }) => jobId}
      rows={orders}
      empty={
        <>
          No order fits. <Link href="/">Find a dataset</Link> and order a run on it.
        </>
      }
      columns={[
        {
          name: 'Order',
          cell: ({ jobId }) => (
            <Link href={`/orders/${jobId}`}>
              <code>{jobId.slice(0, 10)}…</code>
            </Link>
          ),
        },
        { name: 'When', cell: ({ orderedAt }) => <Moment at={orderedAt} /> },
        {
          name: 'State',
          cell: ({ state, outcome }) => (
            <span className={`badge whole ${lookOf(outcome)}`}>
              {outcome === undefined
                ? stateNames[state === 'reported' ? 'reported' : 'open']
                : outcomeWords[outcome]}
            </span>
          ),
        },
        {
          name: 'Locked',
          number: true,
          cell: ({ maximum, token }) => <Money amount={maximum} token={token} />,
        },
        {
          name: 'Paid',
          number: true,
          cell: ({ paid, token, state }) => (state === 'ended' ? <Money amount={paid} token={token} /> : '–'),
        },
        {
          name: 'Yours to say',
          cell: ({ jobId }) => {
            const score = opinions.data?.ratings.get(jobId);
            const dispute = opinions.data?.disputes.get(jobId);
            return [
              score === undefined ? '' : `rated ${score} of 5`,
              dispute === undefined ? '' : `dispute ${dispute}`,
            ]
              .filter((each) => each !== '')
              .join(', ');
          },
        },
      ]}
    />
  );
}
