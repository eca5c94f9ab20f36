import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { changePrice } from '@atoll/sdk/change-price';
import type { MarketContext } from '@atoll/sdk/context';
import { setState } from '@atoll/sdk/set-state';
import { Button } from '@atoll/ui/button.tsx';
import { Dialog } from '@atoll/ui/dialog.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { formatAmount, parseAmount, useToken } from '@atoll/ui/money.tsx';
import { ActStatus, type Say, useAct } from '@atoll/ui/use-act.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { NewVersion } from '../publish/new-version.tsx';
import { followChange } from './follow-change.ts';

/** What its owner can do about an asset. Loaded with the wallet's code when somebody asks for it. */
export default function OwnerDeeds({ asset }: { asset: CatalogueEntry }) {
  return (
    <WalletScope>
      <NeedsWallet purpose="to manage what you own">
        {(market, address) =>
          address === asset.owner ? (
            <Deeds asset={asset} market={market} />
          ) : (
            <p className="notice">
              This asset belongs to <code>{asset.owner}</code>; your wallet is on <code>{address}</code>.
            </p>
          )
        }
      </NeedsWallet>
    </WalletScope>
  );
}

type State = CatalogueEntry['state'];

const stateWords: Readonly<Record<State, { verb: string; means: string }>> = {
  active: { verb: 'Sell again', means: 'It can be ordered again.' },
  paused: { verb: 'Pause', means: 'No new order is taken; open ones go on. It can be resumed.' },
  retired: {
    verb: 'Retire',
    means: 'It is never sold again. Open orders go on, unused passes are refunded.',
  },
};

function Deeds({ asset, market }: { asset: CatalogueEntry; market: MarketContext }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<State>();
  const assetId = BigInt(asset.tokenId);
  const change = useAct(async (say: Say, send: () => Promise<unknown>) => {
    say('Confirm in your wallet');
    await send();
    setAsked(undefined);
    await followChange(queries, asset.id);
  });
  const running = change.act.state === 'running';
  const become = (state: State) => void change.run(() => setState(market, { assetId, state }));
  if (asset.state === 'retired') return <p className="notice">It is retired, which cannot be undone.</p>;
  return (
    <div className="owner-deeds">
      <div className="row">
        <Button busy={running} onClick={() => become(asset.state === 'paused' ? 'active' : 'paused')}>
          {stateWords[asset.state === 'paused' ? 'active' : 'paused'].verb}
        </Button>
        <Button busy={running} onClick={() => setAsked('retired')}>
          Retire…
        </Button>
        <NewVersion market={market} asset={{ tokenId: asset.tokenId, name: asset.name ?? 'this asset' }} />
      </div>
      <EditPrice
        asset={asset}
        busy={running}
        onChange={(price) =>
          void change.run(() => changePrice(market, { assetId, price, token: asset.terms.token }))
        }
      />
      <ActStatus act={change.act} done="Done. The catalogue shows it in a few seconds." />
      <Dialog title="Retire this asset?" open={asked === 'retired'} onClose={() => setAsked(undefined)}>
        <p>{stateWords.retired.means} This cannot be undone.</p>
        <Button look="danger" busy={running} onClick={() => become('retired')}>
          Retire it for good
        </Button>
      </Dialog>
    </div>
  );
}

function EditPrice(input: { asset: CatalogueEntry; busy: boolean; onChange: (price: bigint) => void }) {
  const { asset, busy, onChange } = input;
  const { symbol, decimals } = useToken(asset.terms.token);
  const [text, setText] = useState(() => formatAmount(BigInt(asset.terms.price), decimals));
  const parsed = parseAmount(text, decimals);
  const wrong = 'wrong' in parsed ? parsed.wrong : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ('amount' in parsed) onChange(parsed.amount);
  };
  return (
    <form onSubmit={submit}>
      <Field
        label={`Price of a run in ${symbol}`}
        hint="Open orders keep the price that they were placed at."
        wrong={wrong}
      >
        {(control) => <input {...control} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <Button type="submit" busy={busy}>
        Change the price
      </Button>
    </form>
  );
}
