import { readCeiling, readUtilisation } from '@atoll/chain/read-ceiling';
import { readEnvironment } from '@atoll/chain/read-environment';
import type { EnvironmentOffer } from '@atoll/schemas/environment';
import { setEnvironment } from '@atoll/sdk/provider-register';
import { Button } from '@atoll/ui/button.tsx';
import { bytesInWords } from '@atoll/ui/desk/bytes.ts';
import { CheckField, TextField } from '@atoll/ui/desk/fields.tsx';
import { useDesk, useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { formatAmount, Money, parseAmount, useToken } from '@atoll/ui/money.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useState } from 'react';
import type { ProviderDesk } from './environments-page.tsx';
import { PriceCurve } from './price-curve.tsx';

/** An environment: what it is, what it costs now, and its price and slots on chain. */
export function EnvironmentCard({ desk, offer }: { desk: ProviderDesk; offer: EnvironmentOffer }) {
  const { market, identity, isOwn } = desk;
  const which = { provider: identity.provider, environment: offer.id };
  const standing = useDesk(market, ['environment', offer.id], async () => {
    const [onChain, ceiling, utilisation] = await Promise.all([
      readEnvironment(market.chain, which),
      readCeiling(market.chain, which),
      readUtilisation(market.chain, which),
    ]);
    return { onChain, ceiling, utilisation };
  });
  const { document } = offer;
  return (
    <article className="card">
      <h3>{document.name}</h3>
      <dl className="facts">
        <dt>Machine</dt>
        <dd>
          {document.cpus} CPU, {bytesInWords(document.memoryBytes)} memory,{' '}
          {bytesInWords(document.scratchBytes)} scratch
        </dd>
        <dt>GPUs</dt>
        <dd>
          {document.gpus.length === 0
            ? 'none'
            : document.gpus
                .map(({ model, memoryBytes }) => `${model} with ${bytesInWords(memoryBytes)}`)
                .join(', ')}
        </dd>
        <dt>Runtime</dt>
        <dd>
          {offer.engine.runtime} {offer.engine.runtimeVersion}, {offer.engine.name} {offer.engine.version}
        </dd>
        <dt>Slots</dt>
        <dd>
          {offer.slotsFree} of {offer.slots} are free
        </dd>
      </dl>
      <Loaded query={standing} what="Reading it on chain">
        {({ onChain, ceiling, utilisation }) => (
          <>
            <dl className="facts">
              <dt>Base price of a second</dt>
              <dd>
                <Money amount={onChain.pricePerSecond} token={onChain.token} />
              </dd>
              <dt>Most that a quote may ask now</dt>
              <dd>
                <Money amount={ceiling} token={onChain.token} /> at {utilisation / 100} % utilisation
              </dd>
              <dt>On chain</dt>
              <dd>
                {onChain.active ? 'active' : 'not active'}, {onChain.slots} slots
                {onChain.nextSlots === onChain.slots ? null : (
                  <>
                    , {onChain.nextSlots} from <Moment at={onChain.slotsFrom} /> on
                  </>
                )}
              </dd>
            </dl>
            <PriceCurve desk={desk} environment={onChain} />
            {isOwn ? (
              <Change
                key={`${onChain.pricePerSecond} ${onChain.nextSlots} ${onChain.active}`}
                desk={desk}
                offer={offer}
                onChain={onChain}
              />
            ) : null}
          </>
        )}
      </Loaded>
    </article>
  );
}

interface OnChain {
  readonly token: `0x${string}`;
  readonly pricePerSecond: bigint;
  readonly nextSlots: number;
  readonly active: boolean;
}

/** Price, slots and whether it is rented at all. */
function Change({ desk, offer, onChain }: { desk: ProviderDesk; offer: EnvironmentOffer; onChain: OnChain }) {
  const { symbol, decimals } = useToken(onChain.token);
  const [price, setPrice] = useState(formatAmount(onChain.pricePerSecond, decimals));
  const [slots, setSlots] = useState(String(onChain.nextSlots));
  const [active, setActive] = useState(onChain.active);
  const read = parseAmount(price, decimals);
  const changed = useDeskChanged();
  const setting = useAct(async (say, pricePerSecond: bigint) => {
    say('Confirm the change in your wallet');
    await setEnvironment(desk.market, {
      document: offer.document,
      token: onChain.token,
      pricePerSecond,
      slots: Number(slots),
      active,
    });
    await changed();
  });
  return (
    <details>
      <summary>Change price and slots</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if ('amount' in read) void setting.run(read.amount);
        }}
      >
        <TextField
          label={`Base price of a second, in ${symbol}`}
          hint="For quotes to come; orders keep theirs"
          inputMode="decimal"
          value={price}
          onValue={setPrice}
          wrong={'wrong' in read ? read.wrong : undefined}
        />
        <TextField
          label="Slots"
          hint="Runs at once; fewer count after a delay, so that utilisation cannot be faked"
          type="number"
          min={1}
          required
          value={slots}
          onValue={setSlots}
        />
        <CheckField label="It is rented" checked={active} onChecked={setActive} />
        <Button type="submit" look="main" busy={setting.act.state === 'running'}>
          Set it on chain
        </Button>
        <ActStatus act={setting.act} done="It stands on chain." />
      </form>
    </details>
  );
}
