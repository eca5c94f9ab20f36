import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { claimDividends } from '@atoll/sdk/claim-dividends';
import { createShares } from '@atoll/sdk/create-shares';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { SelectField, TextField } from '@atoll/ui/desk/fields.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { formatAmount, Money, parseAmount } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { readBalance } from '@atoll/chain/read-balance';
import { translated } from '@atoll/chain/translate';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import { useState } from 'react';
import { DivideToken, Dissolve } from './share-deeds.tsx';
import { nameOf, type OwnedAsset, type OwnerView } from './use-owned.ts';

/** Shares are ERC-20 tokens of 18 decimals. */
const decimals = 18;

interface Holding {
  readonly shareToken: Address;
  readonly assetId: string;
  readonly symbol: string;
  readonly shares: string;
  readonly supply: string;
  readonly owed: readonly { readonly token: Address; readonly amount: bigint }[];
  /** Tokens of the market that came in and are not divided. */
  readonly further: readonly Address[];
}

/** Shares in the income of assets: what is held, what can be claimed, and dividing the income of an asset of one's own. */
export function Shares({ market, account, owned }: OwnerView) {
  const indexer = useIndexer();
  const { tokens } = useWebConfig().addressBook;
  const holdings = useQuery({
    queryKey: ['shares', account],
    queryFn: async (): Promise<readonly Holding[]> => {
      const { items } = await indexer.shareHolders.list({ account, limit: 100 });
      return Promise.all(
        items.map(async ({ shareToken, shares }) => {
          const series = await indexer.shareTokens.get([shareToken]);
          const owed = await Promise.all(
            series.tokens.map(async (token) => ({
              token,
              amount: await owedOf(market, shareToken, account, token),
            })),
          );
          const { assetId, symbol, supply } = series;
          const others = tokens.filter(({ address }) => !series.tokens.includes(address));
          const came = await Promise.all(
            others.map(({ address }) => readBalance(market.chain, { token: address, account: shareToken })),
          );
          const further = others.filter((_, at) => (came[at] ?? 0n) > 0n).map(({ address }) => address);
          return { shareToken, shares, assetId, symbol, supply, owed, further };
        }),
      );
    },
  });
  return (
    <section aria-labelledby="shares">
      <h2 id="shares">Shares and dividends</h2>
      <Loaded query={holdings} what="Reading your shares">
        {(found) => (
          <DataTable
            caption="Shares that you hold"
            rows={found}
            keyOf={({ shareToken }) => shareToken}
            empty={<p>You hold no shares in the income of an asset.</p>}
            columns={[
              { name: 'Asset', cell: ({ assetId }) => nameOf(owned.data, assetId) },
              {
                name: 'Shares',
                number: true,
                cell: ({ shares, symbol }) => `${formatAmount(BigInt(shares), decimals)} ${symbol}`,
              },
              { name: 'Of', number: true, cell: ({ supply }) => formatAmount(BigInt(supply), decimals) },
              { name: 'To claim', number: true, cell: (holding) => <Owed holding={holding} /> },
              { name: 'Act', cell: (holding) => <Deeds holding={holding} market={market} /> },
            ]}
          />
        )}
      </Loaded>
      <Divide market={market} assets={owned.data ?? []} />
    </section>
  );
}

/** What an account's shares have earned in a token and not claimed, in the token's smallest unit. */
function owedOf(market: MarketContext, shares: Address, account: Address, token: Address): Promise<bigint> {
  return translated('ShareToken.owedOf', async () => {
    const [amount] = await market.chain.publicClient.readContract({
      address: shares,
      abi: shareTokenAbi,
      functionName: 'owedOf',
      args: [account, token],
    });
    return amount;
  });
}

function Owed({ holding }: { holding: Holding }) {
  const some = holding.owed.filter(({ amount }) => amount > 0n);
  if (some.length === 0) return <>nothing</>;
  return (
    <>
      {some.map(({ token, amount }) => (
        <div key={token}>
          <Money amount={amount} token={token} />
        </div>
      ))}
    </>
  );
}

function Deeds({ holding, market }: { holding: Holding; market: MarketContext }) {
  const { shareToken, symbol, shares, supply, further } = holding;
  const part = { market, shares: shareToken, symbol };
  return (
    <div className="row">
      <Claim holding={holding} market={market} />
      {further.map((token) => (
        <DivideToken key={token} {...part} token={token} />
      ))}
      {shares === supply && supply !== '0' ? <Dissolve {...part} /> : null}
    </div>
  );
}

function Claim({ holding, market }: { holding: Holding; market: MarketContext }) {
  const indexed = useIndexed();
  const tokens = holding.owed.filter(({ amount }) => amount > 0n).map(({ token }) => token);
  const claiming = useAct(async (say) => {
    say('Confirm the claim in your wallet');
    await indexed(say, await claimDividends(market, { shares: holding.shareToken, tokens }));
  });
  return (
    <>
      {tokens.length === 0 ? null : (
        <Button small busy={claiming.act.state === 'running'} onClick={() => void claiming.run()}>
          Claim<span className="unseen"> the dividends of {holding.symbol}</span>
        </Button>
      )}
      <ActStatus act={claiming.act} done="Claimed: it is yours to withdraw." />
    </>
  );
}

function Divide({ market, assets }: { market: MarketContext; assets: readonly OwnedAsset[] }) {
  const [assetId, setAssetId] = useState('');
  const [name, setName] = useState('');
  const [symbol, setSymbol] = useState('');
  const [supply, setSupply] = useState('100');
  const indexed = useIndexed();
  const read = parseAmount(supply, decimals);
  const chosen = assetId === '' ? assets[0]?.tokenId : assetId;
  const dividing = useAct(async (say, units: bigint) => {
    if (chosen === undefined) return;
    say('Confirm the shares in your wallet');
    const made = await createShares(market, { assetId: BigInt(chosen), name, symbol, supply: units });
    await indexed(say, made.receipt);
  });
  if (assets.length === 0) return null;
  return (
    <details>
      <summary>Divide the income of an asset into shares</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if ('amount' in read) void dividing.run(read.amount);
        }}
      >
        <p>
          While shares exist, everything that the asset earns goes to who holds them. All of them are yours at
          first.
        </p>
        <SelectField
          label="Asset"
          value={chosen ?? ''}
          onValue={setAssetId}
          options={assets.map((asset) => [asset.tokenId, asset.name] as const)}
        />
        <TextField label="Name of the shares" required value={name} onValue={setName} />
        <TextField label="Symbol" required maxLength={11} value={symbol} onValue={setSymbol} />
        <TextField
          label="How many"
          inputMode="decimal"
          value={supply}
          onValue={setSupply}
          wrong={'wrong' in read ? read.wrong : undefined}
        />
        <Button type="submit" busy={dividing.act.state === 'running'}>
          Make the shares
        </Button>
        <ActStatus act={dividing.act} done="The shares are yours." />
      </form>
    </details>
  );
}
