import { ChangeView } from '@atoll/schemas/change';
import { AtollError } from '@atoll/schemas/error';
import { ask, chainOf, type IndexerContext } from '@atoll/sdk/indexer/context';
import { queryText } from '@atoll/sdk/indexer/query';
import { IndexerUnavailable } from '../errors.ts';

/** What the catalogue is told of. */
const kinds = ['asset', 'document', 'job', 'provider', 'rating', 'reorg'];
/** Characters of one event at most. */
const longestEvent = 1 << 20;
/** The indexer says something every 15 seconds; a line that is silent for longer is dead. */
const silenceMs = 45_000;

/** The data of the changes in a text of server-sent events, and what is left of it. `id` is the position after them. */
export function readEvents(text: string): {
  changes: ChangeView[];
  position: number | undefined;
  rest: string;
} {
  const parts = text.split(/\r?\n\r?\n/);
  const rest = parts.pop() ?? '';
  const changes: ChangeView[] = [];
  let position: number | undefined;
  for (const part of parts) {
    const fields = part.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/s.exec(line));
    const of = (name: string) =>
      fields.filter((field) => field?.[1] === name).map((field) => field?.[2] ?? '');
    const [id] = of('id');
    if (id !== undefined && /^\d{1,16}$/.test(id)) position = Number(id);
    const data = of('data').join('\n');
    if (data === '' || of('event').includes('open')) continue;
    changes.push(parsed(data));
  }
  return { changes, position, rest };
}

function parsed(data: string): ChangeView {
  try {
    return ChangeView.parse(JSON.parse(data));
  } catch (cause) {
    throw new IndexerUnavailable('told of a change in a form that is not known', cause);
  }
}

/** The changes after a position were forgotten by the indexer, or it never had that position. */
export const isForgotten = (error: unknown): boolean =>
  error instanceof AtollError && error.code === 'changes_forgotten';

/**
 * The changes after a position as they come, those that came together in one batch, each with the position to resume after. Ends when the
 * indexer closes the line.
 *
 * @throws ProblemReceived `changes_forgotten`; ServiceUnavailable, IndexerUnavailable; the signal's reason
 */
export async function* followChanges(
  indexer: IndexerContext,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<{ changes: ChangeView[]; position: number }, void, undefined> {
  const silent = new AbortController();
  const wake = () => setTimeout(() => silent.abort(new IndexerUnavailable('has fallen silent')), silenceMs);
  let timer = wake();
  try {
    const query = queryText({ after, kinds: kinds.join(','), ...chainOf(indexer) });
    const response = await ask(indexer, `/events${query}`, {
      endless: true,
      signal: AbortSignal.any([signal, silent.signal]),
    });
    let text = '';
    let position = after;
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      clearTimeout(timer);
      timer = wake();
      text += decoder.decode(chunk, { stream: true });
      if (text.length > longestEvent)
        throw new IndexerUnavailable(`told of a change of more than ${longestEvent} characters`);
      const read = readEvents(text);
      text = read.rest;
      if (read.position === undefined) continue;
      position = Math.max(position, read.position);
      yield { changes: read.changes, position };
    }
  } finally {
    clearTimeout(timer);
  }
}
