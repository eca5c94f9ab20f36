import type { ContractName } from '@atoll/contracts/address-book';
import type { Address } from '@atoll/schemas/ids';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useInfiniteQuery } from '@tanstack/react-query';
import { pad, toHex } from 'viem';
import type { Log } from './event-facts.ts';
import { mergeLogs } from './merge-logs.ts';

/** Parts of the market that events can be narrowed down to. */
export const eventTypes = {
  orders: { name: 'Orders and payments', contracts: ['jobs'] },
  assets: { name: 'Assets and approvals', contracts: ['assetRegistry'] },
  passes: { name: 'Passes', contracts: ['accessPass'] },
  providers: { name: 'Providers and stake', contracts: ['providerRegistry'] },
  judgements: { name: 'Ratings and disputes', contracts: ['ratings', 'disputes'] },
  shares: { name: 'Revenue shares', contracts: ['revenueShares'] },
  channels: { name: 'Payment channels', contracts: ['channels'] },
  bounties: { name: 'Bounties and rewards', contracts: ['bounties', 'rewards'] },
  governance: { name: 'Governance', contracts: ['governor', 'timelock', 'token'] },
} as const satisfies Record<string, { name: string; contracts: readonly ContractName[] }>;
export type EventType = keyof typeof eventTypes;

export const isEventType = (text: string): text is EventType => text in eventTypes;

export interface EventFilter {
  readonly type: EventType | undefined;
  readonly account: Address | undefined;
  /** Token id in decimal. */
  readonly asset: string | undefined;
}

const pageSize = 25;
/** Topics in which an event may name an account or an asset: each is asked for apart, for a listing wants all that is asked. */
const places = ['topic1', 'topic2', 'topic3'] as const;

function questionsOf({
  account,
  asset,
}: EventFilter): Partial<Record<(typeof places)[number], `0x${string}`>>[] {
  const named = [
    ...(account === undefined ? [] : [pad(account, { size: 32 })]),
    ...(asset === undefined ? [] : [toHex(BigInt(asset), { size: 32 })]),
  ];
  const [first, second] = named;
  if (first === undefined) return [{}];
  if (second === undefined) return places.map((place) => ({ [place]: first }));
  return places.flatMap((one) =>
    places.filter((other) => other !== one).map((other) => ({ [one]: first, [other]: second })),
  );
}

/** The newest events that match, page by page. */
export function useEvents(filter: EventFilter) {
  const indexer = useIndexer();
  const { contracts } = useWebConfig().addressBook;
  const questions = questionsOf(filter);
  const query = useInfiniteQuery({
    queryKey: ['events', filter],
    queryFn: ({ pageParam }) =>
      Promise.all(
        questions.map(async (question, index) => {
          const cursor = pageParam[index];
          if (cursor === null) return { items: [] as Log[], next: null };
          const page = await indexer.logs.list({
            ...question,
            ...(filter.type === undefined
              ? {}
              : { address: eventTypes[filter.type].contracts.map((name) => contracts[name]) }),
            ...(cursor === undefined ? {} : { cursor }),
            limit: pageSize,
          });
          return { items: page.items, next: page.next ?? null };
        }),
      ),
    initialPageParam: questions.map((): string | null | undefined => undefined),
    getNextPageParam: (page) => {
      const cursors = page.map(({ next }) => next);
      return cursors.every((cursor) => cursor === null) ? undefined : cursors;
    },
  });
  const pages = query.data?.pages;
  const events =
    pages === undefined
      ? undefined
      : mergeLogs(
          questions.map((_, index) => ({
            items: pages.flatMap((page) => page[index]?.items ?? []),
            more: typeof pages.at(-1)?.[index]?.next === 'string',
          })),
        );
  return { ...query, events };
}
