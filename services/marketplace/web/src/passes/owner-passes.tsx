import { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { closeSeries } from '@atoll/sdk/close-series';
import { givePass } from '@atoll/sdk/give-pass';
import { openSeries } from '@atoll/sdk/open-series';
import { Button } from '@atoll/ui/button.tsx';
import { CheckField, TextField } from '@atoll/ui/desk/fields.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { parseAmount, useToken } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useState } from 'react';
import type { OwnedAsset } from '../owner/use-owned.ts';
import { SeriesTable } from './series-table.tsx';
import { type Series, unitsLeft, useSeries } from './use-series.ts';

interface Part {
  asset: OwnedAsset;
  market: MarketContext;
}

/** Series of passes of one's own dataset: opened, given where they cost nothing, and closed. */
export function OwnerPasses({ asset, market }: Part) {
  const series = useSeries(asset.tokenId);
  const [giving, setGiving] = useState<string>();
  const [closing, setClosing] = useState<string>();
  return (
    <Loaded query={series} what="Reading your passes">
      {(found) => {
        const chosen = found.find(({ passId }) => passId === giving);
        const ending = found.find(({ passId, closed }) => passId === closing && !closed);
        return (
          <>
            <SeriesTable
              series={found}
              empty="You sell no passes of it."
              deed={{
                name: 'Act',
                cell: (each) =>
                  each.closed ? (
                    <span className="faint">closed</span>
                  ) : (
                    <div className="row">
                      {each.price === '0' && unitsLeft(each) > 0 ? (
                        <Button small onClick={() => setGiving(each.passId)}>
                          Give<span className="unseen"> of series {each.series}</span>
                        </Button>
                      ) : null}
                      <Button small onClick={() => setClosing(each.passId)}>
                        End<span className="unseen"> series {each.series}</span>…
                      </Button>
                    </div>
                  ),
              }}
            />
            {chosen === undefined ? null : <Give key={chosen.passId} market={market} series={chosen} />}
            {ending === undefined ? null : <End key={ending.passId} market={market} series={ending} />}
            <Open asset={asset} market={market} />
          </>
        );
      }}
    </Loaded>
  );
}

const wholeNumber = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);

function Give({ market, series }: { market: MarketContext; series: Series }) {
  const [to, setTo] = useState('');
  const [units, setUnits] = useState('1');
  const indexed = useIndexed();
  const receiver = Address.safeParse(to.trim());
  const count = wholeNumber(units);
  const ready = receiver.success && count >= 1 && count <= unitsLeft(series);
  const giving = useAct(async (say) => {
    if (!receiver.success) return;
    say('Confirm in your wallet');
    const { assetId } = series;
    const given = await givePass(market, {
      assetId: BigInt(assetId),
      series: series.series,
      units: count,
      to: receiver.data,
    });
    await indexed(say, given);
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void giving.run();
      }}
    >
      <h3>Give passes of series {series.series}</h3>
      <TextField label="To" hint="Account, 0x and 40 digits" value={to} onValue={setTo} />
      <TextField label="Runs" inputMode="numeric" value={units} onValue={setUnits} />
      <Button type="submit" disabled={!ready} busy={giving.act.state === 'running'}>
        Give
      </Button>
      <ActStatus act={giving.act} done="Given." />
    </form>
  );
}

function End({ market, series }: { market: MarketContext; series: Series }) {
  const indexed = useIndexed();
  const closing = useAct(async (say) => {
    say('Confirm in your wallet');
    const { assetId } = series;
    await indexed(say, await closeSeries(market, { assetId: BigInt(assetId), series: series.series }));
  });
  return (
    <section aria-label={`End series ${series.series}`}>
      <h3>End series {series.series}?</h3>
      <p>No pass of it is sold or given any more, which cannot be undone. Those that are out stay good.</p>
      <Button look="danger" busy={closing.act.state === 'running'} onClick={() => void closing.run()}>
        End it for good
      </Button>
      <ActStatus act={closing.act} done="The series is closed." />
    </section>
  );
}

/** Most days ahead that the contract takes. */
const mostDays = 730;

function Open({ asset, market }: Part) {
  const { symbol, decimals } = useToken(asset.token);
  const [price, setPrice] = useState('');
  const [supply, setSupply] = useState('100');
  const [days, setDays] = useState('90');
  const [transferable, setTransferable] = useState(false);
  const indexed = useIndexed();
  const amount = parseAmount(price, decimals);
  const [count, lasts] = [wholeNumber(supply), wholeNumber(days)];
  const ready = 'amount' in amount && count >= 1 && lasts >= 1 && lasts <= mostDays;
  const opening = useAct(async (say) => {
    if (!('amount' in amount)) return;
    say('Confirm in your wallet');
    const { timestamp } = await market.chain.publicClient.getBlock();
    const { receipt } = await openSeries(market, {
      assetId: BigInt(asset.tokenId),
      token: asset.token,
      price: amount.amount,
      expiresAt: Number(timestamp) + lasts * 86_400 - 60,
      supply: count,
      transferable,
    });
    await indexed(say, receipt);
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void opening.run();
      }}
    >
      <h3>Open a series</h3>
      <TextField
        label={`Price of a run, in ${symbol}`}
        hint="0: you give them, nobody buys them"
        inputMode="decimal"
        value={price}
        onValue={setPrice}
        wrong={price !== '' && 'wrong' in amount ? amount.wrong : undefined}
      />
      <TextField
        label="Runs in all"
        inputMode="numeric"
        value={supply}
        onValue={setSupply}
        wrong={count >= 1 ? undefined : 'Write a whole number'}
      />
      <TextField
        label="Good for, in days"
        inputMode="numeric"
        value={days}
        onValue={setDays}
        wrong={lasts >= 1 && lasts <= mostDays ? undefined : `Write days from 1 to ${mostDays}`}
      />
      <CheckField label="Buyers may hand them on" checked={transferable} onChecked={setTransferable} />
      <Button type="submit" look="main" disabled={!ready} busy={opening.act.state === 'running'}>
        Open the series
      </Button>
      <ActStatus act={opening.act} done="The series is open." />
    </form>
  );
}
