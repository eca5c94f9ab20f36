import { ChangeView } from '@atoll/schemas/change';
import type { ChangeFilter } from '@atoll/schemas/change-filter';
import { ProblemReceived, ServiceUnavailable } from '../errors.ts';
import { readEventBatches, type ReceivedEvent } from '../read-events.ts';
import { ask, chainOf, type IndexerContext } from './context.ts';
import { queryText } from './query.ts';

/** The indexer says something every 15 seconds; a line that is silent for longer is dead. */
const silenceMs = 45_000;

/** A place in the changes of a chain, and the change that led there where it was one that was asked for. */
export interface ToldChange {
  /** To go on after: it is kept together with what was done about the change. */
  readonly position: number;
  readonly change?: ChangeView;
}

/** Coming back would bring the same change in the same form. */
export class ChangeUnreadable extends ServiceUnavailable {}

/**
 * What one connection tells until it ends, those that came together in one batch. `followChanges` takes it up again.
 *
 * @param input.after the position to go on after; from now on unless given
 * @throws ProblemReceived; ServiceUnavailable where it cannot be reached, breaks, falls silent or is given up by the signal; ChangeUnreadable
 * @example for await (const batch of changeLine({ url }, { after: 7, kinds: ['asset'] })) await take(batch);
 */
export async function* changeLine(
  ctx: IndexerContext,
  input: ChangeFilter & { after: number | undefined; signal: AbortSignal | undefined },
): AsyncGenerator<readonly ToldChange[], void, undefined> {
  const { after, signal, ...filter } = input;
  const silent = new AbortController();
  const wake = () => setTimeout(() => silent.abort(new Error('it has fallen silent')), silenceMs);
  let timer = wake();
  const query = queryText({ ...filter, ...chainOf(ctx) });
  const url = `${ctx.url}/events${query}`;
  try {
    const response = await ask(ctx, `/events${query}`, {
      endless: true,
      signal: signal === undefined ? silent.signal : AbortSignal.any([signal, silent.signal]),
      ...(after === undefined ? {} : { headers: { 'last-event-id': String(after) } }),
    });
    if (response.body === null) throw new ServiceUnavailable({ url, reason: 'an empty stream' });
    for await (const events of readEventBatches(response.body)) {
      // Whoever takes them may take as long as it likes.
      clearTimeout(timer);
      const batch = events.flatMap((event) => toldBy(event, url) ?? []);
      if (batch.length > 0) yield batch;
      timer = wake();
    }
  } catch (cause) {
    if (cause instanceof ServiceUnavailable || cause instanceof ProblemReceived) throw cause;
    throw new ServiceUnavailable({ url, reason: cause instanceof Error ? cause.message : 'it broke', cause });
  } finally {
    clearTimeout(timer);
  }
}

function toldBy({ id, data, event }: ReceivedEvent, url: string): ToldChange | undefined {
  if (id === undefined || !/^[0-9]{1,16}$/.test(id)) return undefined;
  const position = Number(id);
  return data === '' || event === 'open' ? { position } : { position, change: changeIn(data, url) };
}

function changeIn(data: string, url: string): ChangeView {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw new ChangeUnreadable({ url, reason: 'a change that is not JSON', cause });
  }
  const parsed = ChangeView.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ChangeUnreadable({ url, reason: 'a change in a form that is not known', cause: parsed.error });
}
