/** One server-sent event. */
export interface ReceivedEvent {
  /** The last id that the stream told: what to come back with as `Last-Event-ID`. */
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** Longest line that is put together, in characters. */
const maxLine = 1 << 20;

/**
 * The events of a `text/event-stream`, as they come. Unlike `EventSource` it reads what was asked for with headers of one's own, and gives
 * an id that comes without an event, as an event without data: it tells where the stream stands.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 * @throws RangeError for a line of more than 1 MiB; whatever breaks the connection
 * @example for await (const { event, data } of readEvents(response.body)) console.log(event, JSON.parse(data));
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ReceivedEvent, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let event = 'message';
  let data: string[] = [];
  let id: string | undefined;
  let told = false;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      if (rest.length > maxLine) throw new RangeError('a line of the event stream is too long');
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0 || told) yield { id, event, data: data.join('\n') };
          [event, data, told] = ['message', [], false];
        } else if (line.startsWith('id:')) [id, told] = [line.slice(3).trimStart(), true];
        else if (line.startsWith('event:')) event = line.slice(6).trimStart();
        else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      }
    }
  } finally {
    // Answers only once the other side has; nothing depends on when.
    void reader.cancel().catch(() => undefined);
  }
}
