import { type CataloguePage, catalogueSorts, type FacetName } from '@atoll/schemas/marketplace-api';
import { html, raw } from 'hono/html';
import type { AcceptedToken } from '../catalogue/format-amount.ts';
import { searchOf } from '../web/catalogue-path.ts';
import {
  catalogueLead,
  catalogueTitle,
  countInWords,
  facetOrder,
  facetTitles,
  facetValueName,
  shownOfFacet,
  sortNames,
} from '../web/words.ts';
import { card } from './entry-markup.ts';
import { foreign, type Markup } from './markup.ts';

interface Shown {
  readonly search: URLSearchParams;
  readonly tokens: readonly AcceptedToken[];
  readonly reply: CataloguePage | undefined;
}

function searchForm({ search }: Shown): Markup {
  const q = search.get('q') ?? '';
  const sorts = catalogueSorts.filter((sort) => sort !== 'relevance' && (q !== '' || sort !== 'newest'));
  const chosen = search.get('sort') ?? '';
  const filters = [...search.keys()].filter((name) => name !== 'q' && name !== 'sort').length;
  return html`<form role="search" class="search" action="/" id="search">
    <label class="search-words"
      ><span class="unseen">Search</span
      ><input
        type="search"
        name="q"
        maxlength="200"
        placeholder="Names, columns, words of the description"
        value="${q}"
    /></label>
    <button type="submit" class="main">Search</button>
    <button type="button" class="filters-button">Filters${filters === 0 ? '' : ` (${filters})`}</button>
    <label class="search-sort"
      ><span class="unseen">Sort by</span
      ><select name="sort">
        <option value="">${q === '' ? sortNames.newest : sortNames.relevance}</option>
        ${sorts.map(
          (sort) =>
            html`<option value="${sort}" ${sort === chosen ? raw(' selected') : ''}>
              ${sortNames[sort]}
            </option>`,
        )}
      </select></label
    >
  </form>`;
}

function facet(name: FacetName, { search, tokens, reply }: Shown): Markup | '' {
  const counts = reply?.facets[name] ?? [];
  const chosen = search.getAll(name);
  if (counts.length === 0 || (counts.length === 1 && chosen.length === 0 && name !== 'gpu')) return '';
  return html`<fieldset class="facet">
    <legend>${facetTitles[name]}</legend>
    ${counts.slice(0, shownOfFacet).map(
      ({ value, count }) =>
        html`<label class="facet-value"
          ><input
            type="checkbox"
            form="search"
            name="${name}"
            value="${value}"
            ${chosen.includes(value) ? raw('checked') : ''}
          />
          ${foreign(name === 'provider' ? `${value.slice(0, 6)}…${value.slice(-4)}` : facetValueName(name, value, tokens), 40)}
          <span class="facet-count">${count.toLocaleString('en')}</span></label
        >`,
    )}
    ${
      counts.length > shownOfFacet
        ? html`<button type="button" class="plain small">All ${counts.length}</button>`
        : ''
    }
  </fieldset>`;
}

/** The next page for who reads without script. */
function nextPage({ search, reply }: Shown): Markup | '' {
  if (reply?.next === undefined) return '';
  const further = searchOf(search);
  further.set('cursor', reply.next);
  return html`<p class="more"><a class="button" rel="next" href="/?${further.toString()}">Load more</a></p>`;
}

/** The catalogue as its first reply shows it: what the app draws, before the app is there. `trouble` stands where the listing would. */
export function homePage(input: Shown & { trouble?: { detail: string; hint: string } | undefined }): Markup {
  const { search, tokens, reply, trouble } = input;
  return html`<h1>${catalogueTitle}</h1>
    <p class="lead">${catalogueLead}</p>
    ${searchForm(input)}
    <div class="with-side">
      <section class="facets" data-open="false" id="filters" aria-label="Filters">
        ${facetOrder.map((name) => facet(name, input))}
      </section>
      <section aria-label="Results">
        <h2 class="unseen">Results</h2>
        <p role="status" class="results-count faint">
          ${reply === undefined ? '' : countInWords(reply.total)}
        </p>
        ${
          reply?.corrected === undefined
            ? ''
            : html`<p class="notice">
                Nothing has the words “${foreign(search.get('q') ?? '', 200)}”. This is what
                <strong>${foreign(reply.corrected, 200)}</strong> finds.
              </p>`
        }
        ${
          trouble === undefined
            ? ''
            : html`<div class="notice bad" role="alert">
                <p><strong>${trouble.detail}</strong></p>
                <p>${trouble.hint}</p>
              </div>`
        }
        ${
          reply?.items.length === 0
            ? html`<div class="card">
                <p><strong>Nothing here matches.</strong></p>
                <p>
                  ${
                    search.size === 0
                      ? 'Nothing is listed yet. Publish the first asset.'
                      : 'Try fewer or other words, or fewer filters.'
                  }
                </p>
              </div>`
            : ''
        }
        <ul class="entries">
          ${(reply?.items ?? []).map((entry) => card(entry, tokens))}
        </ul>
        ${nextPage(input)}
      </section>
    </div>`;
}
