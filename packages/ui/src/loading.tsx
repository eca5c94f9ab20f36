import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice } from './error-notice.tsx';

/** Says what is waited for. */
export function Loading({ what }: { what: string }) {
  return (
    <p role="status" className="faint">
      <span className="spinner" aria-hidden="true" /> {what}…
    </p>
  );
}

/**
 * What a query gives, or that it is waited for, or why it failed with a way to try again.
 *
 * @example <Loaded query={asset} what="Reading the asset">{(asset) => <h1>{asset.name}</h1>}</Loaded>
 */
export function Loaded<Data>(input: {
  query: UseQueryResult<Data>;
  what: string;
  children: (data: Data) => ReactNode;
}) {
  const { query, what, children } = input;
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading what={what} />;
}
