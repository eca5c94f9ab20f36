import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { Link } from 'wouter';
import type { OwnerView } from './use-owned.ts';

/** The same figures as files, and the statement. */
export function Exports({ account }: OwnerView) {
  const { indexerUrl } = useWebConfig();
  const file = (resource: string, format: 'csv' | 'parquet') =>
    `${indexerUrl}/exports/${resource}.${format}?account=${account}`;
  return (
    <section aria-labelledby="export">
      <h2 id="export">To keep</h2>
      <ul>
        <li>
          <Link href="/statement">Statement of a period, as CSV or PDF</Link>
        </li>
        <li>
          Every payment to you: <a href={file('payments', 'csv')}>CSV</a>,{' '}
          <a href={file('payments', 'parquet')}>Parquet</a>
        </li>
        <li>
          Earnings by day: <a href={file('earnings', 'csv')}>CSV</a>,{' '}
          <a href={file('earnings', 'parquet')}>Parquet</a>
        </li>
        <li>
          Deposits and withdrawals: <a href={file('credit-moves', 'csv')}>CSV</a>
        </li>
      </ul>
    </section>
  );
}
