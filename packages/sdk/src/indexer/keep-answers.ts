/** Longest answer that is kept, in characters. */
const longestKept = 1 << 20;

interface Kept {
  readonly tag: string;
  readonly body: string;
}

const urlOf = (input: string | URL | Request): string =>
  input instanceof Request ? input.url : String(input);

/**
 * A `fetch` for an `IndexerContext` that keeps answers with their tag and asks for them again only on the condition that they have changed
 * (`If-None-Match`): where they have not, nothing but a head is sent. Every answer is as new as without it. Browsers do so by themselves.
 *
 * @param input.most answers that are kept, those that were not asked for longest dropped first; 500 unless given
 * @example
 * const indexer = openIndexer({ url, fetch: keepAnswers() });
 * setInterval(() => indexer.jobs.list({ provider, state: 'open' }).then(show), 2_000);
 */
export function keepAnswers(input: { most?: number; fetch?: typeof fetch } = {}): typeof fetch {
  const { most = 500, fetch: fetched = fetch } = input;
  const answers = new Map<string, Kept>();
  const keep = (url: string, kept: Kept): void => {
    answers.delete(url);
    answers.set(url, kept);
    const [oldest] = answers.keys();
    if (answers.size > most && oldest !== undefined) answers.delete(oldest);
  };
  return async (request, init) => {
    if ((init?.method ?? 'GET') !== 'GET') return fetched(request, init);
    const url = urlOf(request);
    const known = answers.get(url);
    const headers = new Headers(init?.headers);
    if (known !== undefined) headers.set('if-none-match', known.tag);
    const response = await fetched(request, { ...init, headers });
    if (response.status === 304 && known !== undefined) {
      keep(url, known);
      return new Response(known.body, { headers: told(response) });
    }
    const tag = response.headers.get('etag');
    if (!response.ok || tag === null) return response;
    const body = await response.text();
    if (body.length <= longestKept) keep(url, { tag, body });
    return new Response(body, { headers: told(response) });
  };
}

/** What is told beside an answer; its own form comes with a text that was unpacked already. */
function told(response: Response): Headers {
  const headers = new Headers(response.headers);
  for (const name of ['content-length', 'content-encoding']) headers.delete(name);
  headers.set('content-type', 'application/json');
  return headers;
}
