/** One server-sent event as a client reads it. */
export interface ReadEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** The last id that a stream told, also by a sign of life. */
export interface EventReader extends AsyncIterable<ReadEvent> {
  lastId(): string | undefined;
  close(): Promise<void>;
}

/** Reads the events of a reply as a browser would. */
export function readEvents(response: Response): EventReader {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let last: string | undefined;
  async function* events(): AsyncGenerator<ReadEvent> {
    let text = '';
    for (;;) {
      const cut = text.indexOf('\n\n');
      if (cut < 0) {
        const next = await reader?.read();
        if (next === undefined || next.done) return;
        text += next.value;
        continue;
      }
      const lines = text.slice(0, cut).split('\n');
      text = text.slice(cut + 2);
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      last = field('id') ?? last;
      const data = field('data');
      if (data !== undefined) yield { id: last, event: field('event') ?? 'message', data };
    }
  }
  const iterator = events();
  return {
    [Symbol.asyncIterator]: () => iterator,
    lastId: () => last,
    close: async () => {
      await reader?.cancel();
    },
  };
}

/** The next so many events. */
export async function take(reader: EventReader, count: number): Promise<ReadEvent[]> {
  const events: ReadEvent[] = [];
  if (count === 0) return events;
  for await (const event of {
    [Symbol.asyncIterator]: () => ({ next: () => reader[Symbol.asyncIterator]().next() }),
  }) {
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}
