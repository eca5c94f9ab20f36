import type { RawLog } from '@atoll/chain/raw-log';
import type { Position } from './market-event.ts';

/** The decoders of one contract by the first topic of their logs; each wants as many further topics as `indexed` says. */
export type EventDecoders<Event> = Readonly<
  Record<
    string,
    {
      readonly event: string;
      readonly indexed: number;
      readonly decode: (log: RawLog) => Event & Position;
    }
  >
>;
