import type { Address } from '@atoll/schemas/ids';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { AssetLink } from './fact-list.tsx';
import { jobLook, jobStateWords } from './job-words.ts';
import { mergeLogs } from './merge-logs.ts';

interface OrderFilter {
  readonly account: Address | undefined;
  readonly asset: string | undefined;
}

const pageSize = 20;

/** Orders of an account (as buyer or provider) and of an asset (as data or algorithm), newest first. */
function useOrders({ account, asset }: OrderFilter) {
  const indexer = useIndexer();
  const parties = account === undefined ? [{}] : [{ buyer: account }, { provider: account }];
  const things = asset === undefined ? [{}] : [{ dataset: asset }, { algorithm: asset }];
  const questions = parties.flatMap((party) => things.map((thing) => ({ ...party, ...thing })));
  const query = useInfiniteQuery({
    queryKey: ['orders-explored', account, asset],
    queryFn: ({ pageParam }) =>
      Promise.all(
        questions.map(async (question, index) => {
          const cursor = pageParam[index];
          if (cursor === null) return { items: [], next: null };
          const page = await indexer.jobs.list({
            ...question,
            limit: pageSize,
            ...(cursor === undefined ? {} : { cursor }),
          });
          return { items: page.items, next: page.next ?? null };
        }),
      ),
    initialPageParam: questions.map((): string | null | undefined => undefined),
    getNextPageParam: (page) => {
      const cursors = page.map(({ next }) => next);
      return cursors.every((cursor) => cursor === null) ? undefined : cursors;
    },
    select: ({ pages }) =>
      mergeLogs(
        questions.map((_, index) => ({
          items: pages.flatMap((page) =>
            (page[index]?.items ?? []).map((job) => ({
              ...job,
              blockNumber: job.orderedBlock,
              logIndex: job.orderedLog,
            })),
          ),
          more: typeof pages.at(-1)?.[index]?.next === 'string',
        })),
      ),
  });
  return query;
}

/** The newest orders that match. */
export function OrderTable({ filter }: { filter: OrderFilter }) {
  const orders = useOrders(filter);
  return (
    <Loaded query={orders} what="Reading the orders">
      {(items) => (
        <>
          <DataTable
            caption="Orders, newest first"
            rows={items}
            keyOf={({ jobId }) => jobId}
            empty="No order matches."
            columns={[
              {
                name: 'Order',
                cell: ({ jobId }) => (
                  <Link href={`/explorer/${jobId}`}>
                    <code title={jobId}>{shorten(jobId)}</code>
                  </Link>
                ),
              },
              {
                name: 'State',
                cell: (job) => <span className={`badge ${jobLook(job)}`}>{jobStateWords(job)}</span>,
              },
              {
                name: 'Data',
                cell: ({ datasets }) => (
                  <span className="row">
                    {datasets.map((tokenId) => (
                      <AssetLink key={tokenId} tokenId={tokenId} />
                    ))}
                  </span>
                ),
              },
              { name: 'Algorithm', cell: ({ algorithm }) => <AssetLink tokenId={algorithm} /> },
              { name: 'Buyer', cell: ({ buyer }) => <OnChain id={buyer} /> },
              {
                name: 'Provider',
                cell: ({ provider }) => (
                  <Link href={`/provider/${provider}`}>
                    <code title={provider}>{shorten(provider)}</code>
                  </Link>
                ),
              },
              {
                name: 'Paid',
                number: true,
                cell: ({ paid, token }) => <Money amount={paid} token={token} />,
              },
              { name: 'Ordered', cell: ({ orderedAt }) => <Moment at={orderedAt} /> },
            ]}
          />
          {orders.hasNextPage ? (
            <p className="more">
              <Button busy={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
                Load more
              </Button>
            </p>
          ) : null}
        </>
      )}
    </Loaded>
  );
}
