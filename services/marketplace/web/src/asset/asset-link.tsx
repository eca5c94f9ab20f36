import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Link } from 'wouter';
import { useAsset } from './indexed-asset.ts';

/** An asset by its name, once that is known, with the way to its page. */
export function AssetLink({ id }: { id: string }) {
  const asset = useAsset(id);
  const short = <code>{id.slice(0, 12)}…</code>;
  if (asset.data === undefined) return short;
  const { document } = asset.data;
  return (
    <Link href={`/assets/${encodeURIComponent(asset.data.id)}`}>
      {document === undefined || document === null ? short : <ForeignText text={document.name} most={80} />}
    </Link>
  );
}

/** Several of them, in one sentence. */
export function AssetLinks({ ids }: { ids: readonly string[] }) {
  return ids.map((id, index) => (
    <span key={id}>
      {index === 0 ? '' : ', '}
      <AssetLink id={id} />
    </span>
  ));
}
