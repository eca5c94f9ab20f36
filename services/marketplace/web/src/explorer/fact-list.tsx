import { formatAssetId } from '@atoll/schemas/ids';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { formatAmount, Money } from '@atoll/ui/money.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { Link } from 'wouter';
import { assetAddress } from '../catalogue/entry-card.tsx';
import type { Fact } from './event-facts.ts';
import type { TokenSource } from './event-token.ts';
import { useEventToken } from './use-event-token.ts';

/** Facts that a row has room for. */
const mostFacts = 8;

/** An asset by its token id, linked. */
export function AssetLink({ tokenId, children }: { tokenId: string; children?: string }) {
  const { addressBook } = useWebConfig();
  const id = formatAssetId(addressBook.chainId, addressBook.contracts.assetRegistry, BigInt(tokenId));
  return (
    <Link href={assetAddress(id)}>
      {children === undefined ? (
        <code title={tokenId}>
          {tokenId.length > 12 ? `${tokenId.slice(0, 5)}…${tokenId.slice(-4)}` : tokenId}
        </code>
      ) : (
        <ForeignText text={children} most={80} />
      )}
    </Link>
  );
}

function Value({ fact, token }: { fact: Fact; token: string | null | undefined }) {
  switch (fact.kind) {
    case 'job':
      return (
        <Link href={`/explorer/${fact.id}`}>
          <code title={fact.id}>{shorten(fact.id)}</code>
        </Link>
      );
    case 'asset':
      return <AssetLink tokenId={fact.id} />;
    case 'account':
      return <OnChain id={fact.id} />;
    case 'amount':
      // Nothing in place of a number that would be another one a moment later.
      if (token === undefined) return <span className="amount">…</span>;
      return token === null ? (
        <span className="amount">{formatAmount(BigInt(fact.amount), 0)} smallest units</span>
      ) : (
        <Money amount={fact.amount} token={token} />
      );
    case 'time':
      return <Moment at={fact.at} />;
    case 'words':
      return (
        <code>
          <ForeignText text={fact.text.startsWith('0x') ? shorten(fact.text) : fact.text} most={80} />
        </code>
      );
  }
}

/** What an event is about: orders, assets, accounts, amounts of a token. */
export function FactList({ facts, source }: { facts: readonly Fact[]; source: TokenSource | undefined }) {
  const hasAmount = facts.some(({ kind }) => kind === 'amount');
  const token = useEventToken(hasAmount ? source : undefined);
  if (facts.length === 0) return null;
  return (
    <ul className="fact-list">
      {facts.slice(0, mostFacts).map((fact) => (
        <li key={JSON.stringify(fact)}>
          <span className="faint">{fact.name}</span> <Value fact={fact} token={token} />
        </li>
      ))}
    </ul>
  );
}
