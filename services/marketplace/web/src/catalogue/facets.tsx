import type { CatalogueFacets, FacetCount, FacetName } from '@atoll/schemas/marketplace-api';
import { shorten } from '@atoll/ui/account.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useState } from 'react';
import { facetOrder, facetTitles, facetValueName, shownOfFacet } from '../../../src/web/words.ts';

/** What was chosen stays in reach also where nothing matches it any more. */
function withChosen(counts: readonly FacetCount[], chosen: readonly string[]): FacetCount[] {
  const missing = chosen.filter((value) => !counts.some((count) => count.value === value));
  return [...counts, ...missing.map((value) => ({ value, count: 0 }))];
}

function Facet(input: {
  name: FacetName;
  counts: readonly FacetCount[];
  chosen: readonly string[];
  onToggle: (value: string) => void;
}) {
  const { name, counts, chosen, onToggle } = input;
  const { tokens } = useWebConfig().addressBook;
  const [all, setAll] = useState(false);
  const values = withChosen(counts, chosen);
  if (values.length === 0 || (values.length === 1 && chosen.length === 0 && name !== 'gpu')) return null;
  const shown = all
    ? values
    : values.filter(({ value }, index) => index < shownOfFacet || chosen.includes(value));
  return (
    <fieldset className="facet">
      <legend>{facetTitles[name]}</legend>
      {shown.map(({ value, count }) => (
        <label key={value} className="facet-value">
          <input
            type="checkbox"
            name={name}
            value={value}
            checked={chosen.includes(value)}
            onChange={() => onToggle(value)}
          />
          <span title={value}>
            <ForeignText
              text={name === 'provider' ? shorten(value) : facetValueName(name, value, tokens)}
              most={40}
            />
          </span>
          <span className="facet-count">{count.toLocaleString('en')}</span>
        </label>
      ))}
      {values.length > shown.length || all ? (
        <button type="button" className="plain small" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? 'Fewer' : `All ${values.length}`}
        </button>
      ) : null}
    </fieldset>
  );
}

/** What the catalogue can be narrowed down by, with how many entries each choice has. */
export function Facets(input: {
  facets: CatalogueFacets | undefined;
  search: URLSearchParams;
  onToggle: (name: FacetName, value: string) => void;
}) {
  const { facets, search, onToggle } = input;
  return (
    <>
      {facetOrder.map((name) => (
        <Facet
          key={name}
          name={name}
          counts={facets?.[name] ?? []}
          chosen={search.getAll(name)}
          onToggle={(value) => onToggle(name, value)}
        />
      ))}
    </>
  );
}
