import { nextBlockTime } from '@atoll/chain/read-block-time';
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useChain } from './use-chain.ts';

/** A time of the chain, in seconds, and when it was read on this machine's running clock, in milliseconds. */
interface Reading {
  readonly time: number;
  readonly readAt: number;
}

const tickedOn = ({ time, readAt }: Reading, now: number): number => time + Math.floor((now - readAt) / 1000);

/**
 * The chain's time in whole seconds: what contracts hold deadlines against. It is that of the next block, and goes on from there with this
 * machine's running clock, whose date may be wrong; it is read again every ten seconds and never goes back. Undefined until it was read.
 */
export function useChainTime(): number | undefined {
  const chain = useChain().data;
  const queries = useQueryClient();
  const queryKey = ['chain-time', chain?.chainId];
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(ticking);
  }, []);
  const reading = useQuery({
    queryKey,
    queryFn:
      chain === undefined
        ? skipToken
        : async (): Promise<Reading> => {
            const time = await nextBlockTime(chain);
            const readAt = performance.now();
            // A chain on which nothing happens tells the time of an old block.
            const before = queries.getQueryData<Reading>(queryKey);
            return { time: Math.max(time, before === undefined ? 0 : tickedOn(before, readAt)), readAt };
          },
    refetchInterval: 10_000,
  });
  return reading.data === undefined ? undefined : tickedOn(reading.data, Math.max(now, reading.data.readAt));
}
