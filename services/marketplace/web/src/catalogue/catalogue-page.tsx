import { catalogueSorts, type CataloguePage as Reply, type FacetName } from '@atoll/schemas/marketplace-api';
import { Button } from '@atoll/ui/button.tsx';
import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { catalogueLead, catalogueTitle, countInWords, sortNames } from '../../../src/web/words.ts';
import { EntryCard } from './entry-card.tsx';
import { Facets } from './facets.tsx';
import { PriceRange } from './price-range.tsx';
import { useCatalogue } from './use-catalogue.ts';
import { catalogueAddress, toggled, useSearchState, useTyped, withValues } from './use-search-state.ts';

type Search = ReturnType<typeof useSearchState>;

/** The catalogue: search, facets, cards. What is shown stands in the address. */
export function CataloguePage() {
  const state = useSearchState();
  const { search, show } = state;
  const catalogue = useCatalogue(search);
  const [filtering, setFiltering] = useState(false);
  const pages = catalogue.data?.pages ?? [];
  const first = pages[0];
  const filters = [...search.keys()].filter((name) => name !== 'q' && name !== 'sort').length;
  return (
    <Page title={catalogueTitle} lead={catalogueLead}>
      <SearchField
        {...state}
        onFilters={() => setFiltering(!filtering)}
        filtering={filtering}
        filters={filters}
      />
      <div className="with-side">
        <section className="facets" data-open={filtering} id="filters" aria-label="Filters">
          <Facets
            facets={first?.facets}
            search={search}
            onToggle={(name: FacetName, value) => show(toggled(search, name, value))}
          />
          <PriceRange
            search={search}
            facets={first?.facets}
            onChange={(name, value) => show(withValues(search, name, value === undefined ? [] : [value]))}
          />
          {filters === 0 ? null : (
            <Link className="button small" href={catalogueAddress(withoutFilters(search))}>
              Clear filters
            </Link>
          )}
        </section>
        <section aria-label="Results" aria-busy={catalogue.isPlaceholderData}>
          <Summary search={search} first={first} waiting={catalogue.isPlaceholderData} />
          {catalogue.isError ? (
            <ErrorNotice error={catalogue.error} onRetry={() => void catalogue.refetch()} />
          ) : null}
          {first === undefined && !catalogue.isError ? <Loading what="Searching" /> : null}
          {first?.items.length === 0 ? <NothingFound search={search} /> : null}
          <ul className={`entries${catalogue.isPlaceholderData ? ' entries-old' : ''}`}>
            {pages.flatMap((page) => page.items.map((entry) => <EntryCard key={entry.id} entry={entry} />))}
          </ul>
          {catalogue.hasNextPage ? (
            <p className="more">
              <Button busy={catalogue.isFetchingNextPage} onClick={() => void catalogue.fetchNextPage()}>
                Load more
              </Button>
            </p>
          ) : null}
        </section>
      </div>
    </Page>
  );
}

function withoutFilters(search: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...search].filter(([name]) => name === 'q' || name === 'sort'));
}

function SearchField(input: Search & { onFilters: () => void; filtering: boolean; filters: number }) {
  const { search, show, filters } = input;
  const typed = useTyped(search.get('q') ?? '', (text, options) =>
    show(withValues(search, 'q', text === '' ? [] : [text]), options),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    typed.settleNow();
  };
  return (
    <form role="search" className="search" action="/" onSubmit={submit}>
      <label className="search-words">
        <span className="unseen">Search</span>
        <input
          type="search"
          name="q"
          maxLength={200}
          placeholder="Names, columns, words of the description"
          value={typed.text}
          onChange={(event) => typed.type(event.target.value)}
          onBlur={typed.leave}
        />
      </label>
      <button type="submit" className="main">
        Search
      </button>
      <Button
        className="filters-button"
        aria-expanded={input.filtering}
        aria-controls="filters"
        onClick={input.onFilters}
      >
        Filters{filters === 0 ? '' : ` (${filters})`}
      </Button>
      <label className="search-sort">
        <span className="unseen">Sort by</span>
        <select
          name="sort"
          value={search.get('sort') ?? ''}
          onChange={(event) => show(withValues(search, 'sort', [event.target.value]))}
        >
          <option value="">{search.has('q') ? sortNames.relevance : sortNames.newest}</option>
          {catalogueSorts
            .filter((sort) => sort !== 'relevance' && (search.has('q') || sort !== 'newest'))
            .map((sort) => (
              <option key={sort} value={sort}>
                {sortNames[sort]}
              </option>
            ))}
        </select>
      </label>
    </form>
  );
}

/** How much was found, and what was searched for instead. Announced when it changes. */
function Summary({
  search,
  first,
  waiting,
}: {
  search: URLSearchParams;
  first: Reply | undefined;
  waiting: boolean;
}) {
  const corrected = first?.corrected;
  return (
    <>
      <h2 className="unseen">Results</h2>
      <p role="status" className="results-count faint">
        {waiting ? 'Searching…' : first === undefined ? '' : countInWords(first.total)}
      </p>
      {corrected === undefined || waiting ? null : (
        <p className="notice">
          Nothing has the words “<ForeignText text={search.get('q') ?? ''} most={200} />
          ”. This is what{' '}
          <strong>
            <ForeignText text={corrected} most={200} />
          </strong>{' '}
          finds.
        </p>
      )}
    </>
  );
}

function NothingFound({ search }: { search: URLSearchParams }) {
  return (
    <div className="card">
      <p>
        <strong>Nothing here matches.</strong>
      </p>
      <p>
        {search.size === 0
          ? 'Nothing is listed yet. Publish the first asset.'
          : 'Try fewer or other words, or fewer filters.'}
      </p>
      <p className="row">
        {search.size === 0 ? (
          <Link className="button" href="/publish">
            Publish
          </Link>
        ) : (
          <Link className="button" href="/">
            Show everything
          </Link>
        )}
      </p>
    </div>
  );
}
