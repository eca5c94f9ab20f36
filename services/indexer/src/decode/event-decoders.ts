/** The decoders of one contract by the first topic of their logs; each wants as many further topics as `indexed` says. */
export type EventDecoders<Event> = Readonly<
  Record<
    string,
    {
      readonly event: string;
      readonly indexed: number;
      readonly decode: (topics: readonly string[], data: string) => Event;
    }
  >
>;
