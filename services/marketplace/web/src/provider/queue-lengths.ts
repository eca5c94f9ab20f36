import { QueueLengths } from '@atoll/schemas/queue';
import { askFor } from '@atoll/sdk/indexer/context';
import { duration } from '@atoll/ui/moment.tsx';
import { useQuery } from '@tanstack/react-query';

export type QueueLength = QueueLengths[number];

/** How often it is asked again, and how long a provider, which may be anybody's, is waited for, in milliseconds. */
const liveMs = 10_000;
const patienceMs = 8000;

/** How many run and wait in each environment of a provider, as it says itself. */
export function useQueueLengths(endpoint: string) {
  return useQuery({
    queryKey: ['queue-lengths', endpoint],
    enabled: endpoint !== '',
    queryFn: () => askFor({ url: endpoint, timeoutMs: patienceMs }, '/queue/lengths', QueueLengths),
    refetchInterval: liveMs,
    retry: 0,
  });
}

/** Seconds in the largest unit that still says something: nobody plans by the second an hour ahead. */
function roughly(seconds: number): string {
  const steps = [60, 3600, 86_400].filter((step) => seconds >= step * 2);
  const step = steps.at(-1) ?? 1;
  return duration(Math.ceil(seconds / step) * step);
}

/**
 * When a run that is ordered now starts, in words. The provider says the latest time at which it can; runs end earlier as a rule.
 *
 * @example startInWords({ …, waiting: 2, startsWithin: 245 }) // 'starts in about 5 min at the latest'
 */
export function startInWords({ startsWithin, waiting }: QueueLength): string {
  if (startsWithin === undefined) return 'cannot start here';
  if (startsWithin === 0 && waiting === 0) return 'starts at once';
  if (startsWithin === 0) return 'starts at once, beside those that wait';
  return `starts in about ${roughly(startsWithin)} at the latest`;
}
