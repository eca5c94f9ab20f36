import type { CatalogueFacets } from '@atoll/schemas/marketplace-api';
import { formatAmount, parseAmount } from '@atoll/ui/money.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { type KeyboardEvent, useState } from 'react';

/** The one token that prices are compared in: the chosen one, or the only one. */
function useTokenOfPrices(search: URLSearchParams, facets: CatalogueFacets | undefined) {
  const { tokens } = useWebConfig().addressBook;
  const chosen = search.getAll('token');
  const offered = chosen.length > 0 ? chosen : (facets?.token ?? []).map(({ value }) => value);
  const only = offered.length === 1 ? offered[0] : tokens.length === 1 ? tokens[0]?.address : undefined;
  return tokens.find(({ address }) => address === only);
}

/** Least and most that a run may cost, in whole tokens of one kind. */
export function PriceRange(input: {
  search: URLSearchParams;
  facets: CatalogueFacets | undefined;
  onChange: (name: 'priceMin' | 'priceMax', value: string | undefined) => void;
}) {
  const { search, onChange } = input;
  const token = useTokenOfPrices(search, input.facets);
  if (token === undefined) {
    return (
      <fieldset className="facet">
        <legend>Price</legend>
        <p className="faint">Choose one token to compare prices.</p>
      </fieldset>
    );
  }
  const bound = (name: 'priceMin' | 'priceMax', label: string) => (
    <Bound
      key={`${name} ${search.get(name) ?? ''} ${token.address}`}
      name={name}
      label={label}
      decimals={token.decimals}
      value={search.get(name)}
      onChange={(value) => onChange(name, value)}
    />
  );
  return (
    <fieldset className="facet">
      <legend>Price in {token.symbol}</legend>
      <div className="price-range">
        {bound('priceMin', 'From')}
        {bound('priceMax', 'To')}
      </div>
    </fieldset>
  );
}

function Bound(input: {
  name: string;
  label: string;
  decimals: number;
  value: string | null;
  onChange: (value: string | undefined) => void;
}) {
  const { name, label, decimals, value, onChange } = input;
  const shown = value !== null && /^\d{1,29}$/.test(value) ? formatAmount(BigInt(value), decimals) : '';
  const [text, setText] = useState(shown);
  const parsed = text.trim() === '' ? undefined : parseAmount(text, decimals);
  const wrong = parsed !== undefined && 'wrong' in parsed ? parsed.wrong : undefined;
  const settle = () => {
    if (text === shown || wrong !== undefined) return;
    onChange(parsed !== undefined && 'amount' in parsed ? parsed.amount.toString() : undefined);
  };
  const settleOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    settle();
  };
  return (
    <label>
      {label}
      <input
        inputMode="decimal"
        data-bound={name}
        value={text}
        aria-invalid={wrong !== undefined}
        onChange={(event) => setText(event.target.value)}
        onBlur={settle}
        onKeyDown={settleOnEnter}
      />
      {wrong === undefined ? null : <span className="wrong">{wrong}</span>}
    </label>
  );
}
