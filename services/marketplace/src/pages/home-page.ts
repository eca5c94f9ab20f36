import { assetKinds, assetStates } from '@atoll/schemas/asset';
import { type CatalogueEntry, type CatalogueQuery } from '@atoll/schemas/marketplace-api';
import { html } from 'hono/html';
import { type AcceptedToken, formatAmount } from '../catalogue/format-amount.ts';
import { queryString } from '../query-string.ts';
import { foreign, type Markup, page } from './layout.ts';
import { bytesInWords } from './plain-words.ts';

const kindNames = { dataset: 'Datasets', algorithm: 'Algorithms', model: 'Models' } as const;

function searchForm(query: CatalogueQuery): Markup {
  const chosen = (value: string, current: string | undefined) => (value === current ? ' selected' : '');
  return html`<form method="get" action="/" role="search">
    <label>Search<input type="search" name="q" maxlength="200" value="${query.q ?? ''}" /></label>
    <label
      >Kind<select name="kind">
        <option value="">All</option>
        ${assetKinds.map(
          (kind) =>
            html`<option value="${kind}" ${chosen(kind, query.kind?.[0])}>${kindNames[kind]}</option>`,
        )}
      </select></label
    >
    <label
      >State<select name="state">
        <option value="">Active and paused</option>
        ${assetStates.map((state) => html`<option ${chosen(state, query.state?.[0])}>${state}</option>`)}
      </select></label
    >
    <button type="submit">Search</button>
  </form>`;
}

function size(entry: CatalogueEntry): string[] {
  return [
    ...(entry.rows === undefined ? [] : [`${entry.rows.toLocaleString('en')} rows`]),
    ...(entry.bytes === undefined ? [] : [bytesInWords(entry.bytes)]),
  ];
}

/** Kind, state and availability as small marks. */
export function marks(entry: CatalogueEntry): Markup {
  return html`<div class="marks">
    <span class="mark">${entry.kind}</span>
    ${size(entry).map((text) => html`<span class="mark">${text}</span>`)}
    ${entry.state === 'active' ? '' : html`<span class="mark warn">${entry.state}</span>`}
    ${
      entry.documentStatus === 'verified'
        ? ''
        : html`<span class="mark warn">document ${entry.documentStatus}</span>`
    }
  </div>`;
}

/** What one use costs, in words. */
export function priceOf(entry: CatalogueEntry, tokens: readonly AcceptedToken[]): string {
  if (entry.terms.price === '0') return 'Free, compute extra';
  const unit = entry.kind === 'model' ? 'inference' : 'run';
  return `${formatAmount(entry.terms.price, entry.terms.token, tokens)} per ${unit}`;
}

function card(entry: CatalogueEntry, tokens: readonly AcceptedToken[]): Markup {
  return html`<li class="entry">
    <h3>
      <a href="/a/${encodeURIComponent(entry.id)}">${foreign(entry.name ?? entry.id, 120)}</a>
    </h3>
    ${marks(entry)}
    <p>${foreign(entry.summary, 220)}</p>
    <p class="price">${priceOf(entry, tokens)}</p>
  </li>`;
}

function nextPage(query: CatalogueQuery, next: string): string {
  const { q, kind, state } = query;
  return `/${queryString({ q, kind, state, cursor: next })}#catalogue`;
}

/** The landing page: what Atoll is, and the catalogue. `trouble` stands where the listing would, when it cannot be read. */
export function homePage(input: {
  query: CatalogueQuery;
  tokens: readonly AcceptedToken[];
  listing: { items: readonly CatalogueEntry[]; next?: string | undefined } | undefined;
  trouble?: string;
}): Markup {
  const { query, tokens, listing } = input;
  const listed = listing?.items ?? [];
  return page({
    title: 'Atoll: a data marketplace where the data stays home',
    body: html`<h1>Use data that never leaves its owner</h1>
      <p class="lead">
        An atoll is a ring around calm water: the data stays inside, algorithms come in, and only results that
        the owner’s rules allow go out. Owners set price and rules, algorithms run sealed beside the data, and
        one transaction pays everyone.
      </p>
      <h2 id="catalogue">Catalogue</h2>
      ${searchForm(query)}
      ${input.trouble === undefined ? '' : html`<p class="notice" role="status">${input.trouble}</p>`}
      ${
        listed.length > 0
          ? html`<ul class="entries">
              ${listed.map((entry) => card(entry, tokens))}
            </ul>`
          : input.trouble === undefined
            ? html`<p class="panel">
                Nothing here matches.
                ${query.q === undefined ? 'Publish the first asset.' : 'Try fewer or other words.'}
              </p>`
            : ''
      }
      ${listing?.next === undefined ? '' : html`<p><a rel="next" href="${nextPage(query, listing.next)}">More</a></p>`}`,
  });
}
