import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type SearchName, searchOf } from '../../../src/web/catalogue-path.ts';

/** The address of the catalogue with a search. */
export const catalogueAddress = (search: URLSearchParams): string => {
  const text = search.toString();
  return text === '' ? '/' : `/?${text}`;
};

/** The same search with other values of a parameter. */
export function withValues(
  search: URLSearchParams,
  name: SearchName,
  values: readonly string[],
): URLSearchParams {
  const changed = new URLSearchParams(search);
  changed.delete(name);
  for (const value of values) changed.append(name, value);
  return searchOf(changed);
}

/** The same search with a value of a facet chosen, or no longer. */
export function toggled(search: URLSearchParams, name: SearchName, value: string): URLSearchParams {
  const chosen = search.getAll(name);
  return withValues(
    search,
    name,
    chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value],
  );
}

/** The search as the address tells it. To change it is to go to another address, so the way back leads through what was seen. */
export function useSearchState(): {
  search: URLSearchParams;
  /** `replace` where the step is none that somebody would want to go back to. */
  show: (search: URLSearchParams, options?: { replace: boolean }) => void;
} {
  const text = useSearch();
  const [, navigate] = useLocation();
  const search = useMemo(() => searchOf(new URLSearchParams(text)), [text]);
  const show = useCallback(
    (next: URLSearchParams, options = { replace: false }) => navigate(catalogueAddress(next), options),
    [navigate],
  );
  return { search, show };
}

/** Milliseconds without a key after which what was typed is searched for. */
const pauseMs = 250;

/**
 * A field that searches as one types. Words that are typed without leaving the field are one step of the way back.
 */
export function useTyped(value: string, commit: (text: string, options: { replace: boolean }) => void) {
  const [draft, setDraft] = useState({ from: value, text: value });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const began = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  const text = draft.from === value ? draft.text : value;
  const settle = (typed: string) => {
    clearTimeout(timer.current);
    if (typed.trim() === value) return;
    setDraft({ from: typed.trim(), text: typed });
    commit(typed.trim(), { replace: began.current });
    began.current = true;
  };
  return {
    text,
    type: (typed: string) => {
      setDraft({ from: value, text: typed });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => settle(typed), pauseMs);
    },
    /** Searches at once, e.g. on Enter. */
    settleNow: () => settle(text),
    leave: () => {
      began.current = false;
    },
  };
}
