import { readCollateral, type ChainCollateral } from '@atoll/chain/read-collateral';
import { readTokenBalance } from '@atoll/chain/read-balance';
import type { Address } from '@atoll/schemas/ids';
import { depositCollateral } from '@atoll/sdk/provider-register';
import { unbondCollateral, withdrawCollateral } from '@atoll/sdk/collateral';
import { Button } from '@atoll/ui/button.tsx';
import { TextField } from '@atoll/ui/desk/fields.tsx';
import { useDesk, useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Money, parseAmount } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useState } from 'react';
import type { ProviderDesk } from './environments-page.tsx';

/** Collateral in each token: what backs orders, what is on its way out, and the ways in and out. */
export function Stake({ desk }: { desk: ProviderDesk }) {
  const { tokens } = useWebConfig().addressBook;
  return (
    <section aria-labelledby="stake">
      <h2 id="stake">Stake</h2>
      <div className="stack">
        {tokens.map((token) => (
          <TokenStake key={token.address} desk={desk} token={token} />
        ))}
      </div>
    </section>
  );
}

interface Token {
  readonly address: Address;
  readonly symbol: string;
  readonly decimals: number;
}

function TokenStake({ desk, token }: { desk: ProviderDesk; token: Token }) {
  const { market, identity } = desk;
  const standing = useDesk(market, ['collateral', token.address], async () => {
    const [collateral, purse] = await Promise.all([
      readCollateral(market.chain, { provider: identity.provider, token: token.address }),
      readTokenBalance(market.chain, { token: token.address, account: identity.provider }),
    ]);
    return { collateral, purse };
  });
  const rows = (collateral: ChainCollateral): readonly (readonly [string, bigint])[] => [
    ['Backs orders', collateral.bonded],
    ['Of it bound by open orders and dispute windows', collateral.exposed],
    ['Free for the next order', collateral.free],
    ['On its way out', collateral.unbonding],
    ['Held by disputes', collateral.frozen],
  ];
  return (
    <article className="card">
      <h3>{token.symbol}</h3>
      <Loaded query={standing} what="Reading the collateral">
        {({ collateral, purse }) => (
          <>
            <dl className="facts">
              {rows(collateral).map(([name, amount]) => (
                <div key={name} className="facts-pair">
                  <dt>{name}</dt>
                  <dd>
                    <Money amount={amount} token={token.address} />
                  </dd>
                </div>
              ))}
            </dl>
            {desk.isOwn ? <Move desk={desk} token={token} collateral={collateral} purse={purse} /> : null}
          </>
        )}
      </Loaded>
    </article>
  );
}

type Deed = 'deposit' | 'unbond' | 'withdraw';

function Move(input: { desk: ProviderDesk; token: Token; collateral: ChainCollateral; purse: bigint }) {
  const { desk, token, collateral, purse } = input;
  const { market } = desk;
  const [text, setText] = useState('');
  const read = parseAmount(text, token.decimals);
  const changed = useDeskChanged();
  const moving = useAct(async (say, deed: Deed) => {
    const amount = 'amount' in read ? read.amount : 0n;
    say('Confirm it in your wallet');
    switch (deed) {
      case 'deposit':
        await depositCollateral(market, { token: token.address, bonded: collateral.bonded + amount });
        break;
      case 'unbond':
        await unbondCollateral(market, { token: token.address, amount });
        break;
      case 'withdraw':
        await withdrawCollateral(market, { token: token.address });
        break;
    }
    setText('');
    await changed();
  });
  const busy = moving.act.state === 'running';
  const unwritten = 'wrong' in read;
  return (
    <>
      <TextField
        label={`Amount, in ${token.symbol}`}
        hint={
          <>
            Your wallet holds <Money amount={purse} token={token.address} />
          </>
        }
        inputMode="decimal"
        value={text}
        onValue={setText}
        wrong={text !== '' && unwritten ? read.wrong : undefined}
      />
      <p className="row">
        <Button look="main" busy={busy} disabled={unwritten} onClick={() => void moving.run('deposit')}>
          Deposit
        </Button>
        <Button busy={busy} disabled={unwritten} onClick={() => void moving.run('unbond')}>
          Begin to take out
        </Button>
        {collateral.unbonding > 0n ? (
          <Button busy={busy} onClick={() => void moving.run('withdraw')}>
            Take out what is due
          </Button>
        ) : null}
      </p>
      <p className="faint">
        What you begin to take out backs no new order and can be slashed until its time has passed; then it is
        yours.
      </p>
      <ActStatus act={moving.act} done="Done." />
    </>
  );
}
