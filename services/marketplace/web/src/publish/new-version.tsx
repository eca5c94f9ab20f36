import type { MarketContext } from '@atoll/sdk/context';
import { Button } from '@atoll/ui/button.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useLocation } from 'wouter';
import { draftOfRevision } from './draft-of-revision.ts';
import { beginWith } from './draft.ts';

/** Opens the wizard with the version of an asset as it stands. */
export function NewVersion(input: {
  market: MarketContext;
  asset: { readonly tokenId: string; readonly name: string };
  small?: boolean;
}) {
  const { market, asset, small = false } = input;
  const [, go] = useLocation();
  const preparing = useAct(async (say) => {
    say('Reading the version as it stands');
    beginWith(await draftOfRevision(market, BigInt(asset.tokenId)));
    go('/publish');
  });
  return (
    <>
      <Button small={small} busy={preparing.act.state === 'running'} onClick={() => void preparing.run()}>
        New version<span className="unseen"> of {asset.name}</span>
      </Button>
      {preparing.act.state === 'failed' ? <ActStatus act={preparing.act} /> : null}
    </>
  );
}
