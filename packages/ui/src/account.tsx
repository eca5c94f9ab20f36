import { useWebConfig } from './wallet/wallet-door.tsx';

/** `0x1234…abcd`; the whole one is in the title and is what is copied. */
export function shorten(hex: string): string {
  return hex.length > 14 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex;
}

/** An address, a transaction or a block, linked to the block explorer where the deployment has one. */
export function OnChain({
  kind = 'address',
  id,
}: {
  kind?: 'address' | 'tx' | 'block';
  id: string | number;
}) {
  const { explorerUrl } = useWebConfig();
  const text = String(id);
  const shown = <code title={text}>{shorten(text)}</code>;
  if (explorerUrl === undefined) return shown;
  return (
    <a href={`${explorerUrl}/${kind}/${text}`} rel="noopener noreferrer" target="_blank">
      {shown}
      <span className="unseen"> (block explorer, new tab)</span>
    </a>
  );
}
