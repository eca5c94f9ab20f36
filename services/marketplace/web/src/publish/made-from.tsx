import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { formatAssetId } from '@atoll/schemas/ids';
import { Link } from 'wouter';
import { licenseName } from '../../../src/web/words.ts';
import type { Derived } from './draft.ts';

const percent = (basisPoints: number): string => `${basisPoints / 100} %`;

/** Where a draft comes from that publishes what a run left, and what it will owe. */
export function MadeFrom({ derived }: { derived: Derived }) {
  const { addressBook } = useWebConfig();
  const { jobId, output, parents } = derived;
  const owed = parents.reduce((sum, { rate }) => sum + rate, 0);
  const linkTo = (assetId: string) =>
    `/assets/${encodeURIComponent(
      formatAssetId(addressBook.chainId, addressBook.contracts.assetRegistry, BigInt(assetId)),
    )}`;
  return (
    <section className="notice" aria-label="Where it comes from">
      <p>
        <strong>Made from a run.</strong> It is published as the output <code>{output.name}</code> of{' '}
        <Link href={`/orders/${jobId}`}>your order</Link>; the registry checks that against the receipt and
        shows it for good.
      </p>
      <ul>
        {parents.map(({ assetId, kind, name, license, rate }) => (
          <li key={assetId}>
            <Link href={linkTo(assetId)}>
              <ForeignText text={name} most={80} />
            </Link>{' '}
            ({kind}, licence <ForeignText text={licenseName(license)} most={80} />
            ): {rate === 0 ? 'asks for no share' : `gets ${percent(rate)} of what it earns`}
          </li>
        ))}
      </ul>
      {owed > 5000 ? (
        <p>
          Together they would get {percent(owed)}; the registry scales that down to {percent(5000)}.
        </p>
      ) : null}
      <p className="faint">Check that the licences above allow what you are about to publish.</p>
    </section>
  );
}
