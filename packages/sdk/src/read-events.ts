/** One server-sent event. */
export interface ReceivedEvent {
  /** The last id that the stream told: what to come back with as `Last-Event-ID`. */
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** Longest event that is put together, in characters. */
const longest = 1 << 20;

/** Puts events together from a text that comes in pieces, cut wherever it is cut. */
class EventReader {
  #rest = '';
  #event = 'message';
  #data: string[] = [];
  #size = 0;
  #id: string | undefined;
  #told = false;

  /** The events that are whole with this text. */
  take(text: string): ReceivedEvent[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    const events: ReceivedEvent[] = [];
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0 || this.#told) events.push(this.#whole());
        [this.#event, this.#data, this.#size, this.#told] = ['message', [], 0, false];
      } else this.#read(line);
    }
    if (this.#size + this.#rest.length > longest)
      throw new RangeError(`an event of more than ${longest} characters`);
    return events;
  }

  #whole(): ReceivedEvent {
    return { id: this.#id, event: this.#event, data: this.#data.join('\n') };
  }

  #read(line: string): void {
    if (line.startsWith('id:')) [this.#id, this.#told] = [line.slice(3).trimStart(), true];
    else if (line.startsWith('event:')) this.#event = line.slice(6).trimStart();
    else if (line.startsWith('data:')) {
      this.#data.push(line.slice(5).replace(/^ /, ''));
      this.#size += line.length;
    }
  }
}

/** The events of `readEvents`, those that came together in one batch. */
export async function* readEventBatches(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<readonly ReceivedEvent[], void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const events = new EventReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const whole = events.take(decoder.decode(value, { stream: true }));
      if (whole.length > 0) yield whole;
    }
  } finally {
    // Answers only once the other side has; nothing depends on when.
    void reader.cancel().catch(() => undefined);
  }
}

/**
 * The events of a `text/event-stream`, as they come. Unlike `EventSource` it reads what was asked for with headers of one's own, and gives
 * an id that comes without an event, as an event without data: it tells where the stream stands.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 * @throws RangeError for an event of more than 1,048,576 characters; whatever breaks the connection
 * @example for await (const { event, data } of readEvents(response.body)) console.log(event, JSON.parse(data));
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ReceivedEvent, void, undefined> {
  for await (const batch of readEventBatches(body)) yield* batch;
}
