import { readBalance } from '@atoll/chain/read-balance';
import type { Address } from '@atoll/schemas/ids';
import { withdraw } from '@atoll/sdk/withdraw';
import { withdrawBySignature } from '@atoll/sdk/withdraw-by-signature';
import { Button } from '@atoll/ui/button.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Relay, useRelay } from '../account/use-relay.ts';
import type { OwnerView } from './use-owned.ts';

interface Credit {
  readonly token: Address;
  readonly amount: bigint;
}

/** What can be taken out now, read from the chain itself, and the two ways to take it out. */
export function Credits({ market, account }: OwnerView) {
  const { tokens } = useWebConfig().addressBook;
  const credits = useQuery({
    queryKey: ['credits', account],
    queryFn: async (): Promise<readonly Credit[]> => {
      const all = await Promise.all(
        tokens.map(async ({ address }) => ({
          token: address,
          amount: await readBalance(market.chain, { token: address, account }),
        })),
      );
      return all.filter(({ amount }) => amount > 0n);
    },
    refetchInterval: 15_000,
  });
  return (
    <section aria-labelledby="credits">
      <h2 id="credits">Yours to withdraw</h2>
      <Loaded query={credits} what="Reading your credit from the chain">
        {(found) =>
          found.length === 0 ? (
            <p className="notice">
              Nothing waits for you. What a run pays you arrives here when it is settled.
            </p>
          ) : (
            <div className="card">
              <ul className="plain">
                {found.map(({ token, amount }) => (
                  <li key={token}>
                    <strong>
                      <Money amount={amount} token={token} />
                    </strong>
                  </li>
                ))}
              </ul>
            </div>
          )
        }
      </Loaded>
      <Withdraw market={market} account={account} credits={credits.data ?? []} />
    </section>
  );
}

type Way =
  { readonly by: 'transaction' } | { readonly by: 'signature'; readonly fee: bigint; readonly at: string };

function Withdraw({ market, account, credits }: Omit<OwnerView, 'owned'> & { credits: readonly Credit[] }) {
  const queries = useQueryClient();
  const relay = useRelay(market, credits[0]?.token);
  const [last, setLast] = useState<readonly Credit[]>([]);
  const withdrawing = useAct(async (say, way: Way) => {
    const [first, ...rest] = credits.map(({ token }) => token);
    if (first === undefined) return;
    setLast(credits);
    if (way.by === 'transaction') {
      say('Confirm the withdrawal in your wallet');
      await withdraw(market, { tokens: [first, ...rest] });
    } else {
      say('Sign the withdrawal in your wallet');
      const { transaction } = await withdrawBySignature(
        { ...market, providerUrl: way.at },
        { tokens: [first, ...rest], mostFee: way.fee },
      );
      say('Waiting until the relayed transaction is mined');
      await market.chain.publicClient.waitForTransactionReceipt({ hash: transaction });
    }
    await queries.invalidateQueries({ queryKey: ['credits', account] });
  });
  const busy = withdrawing.act.state === 'running';
  return (
    <>
      {credits.length === 0 ? null : (
        <p className="row">
          <Button look="main" busy={busy} onClick={() => void withdrawing.run({ by: 'transaction' })}>
            Withdraw to my wallet
          </Button>
          {relay.data === undefined || relay.data === null ? null : (
            <RelayButton relay={relay.data} busy={busy} onWay={(way) => void withdrawing.run(way)} />
          )}
        </p>
      )}
      <ActStatus act={withdrawing.act} />
      {withdrawing.act.state === 'done' ? (
        <div className="notice good" role="status">
          Withdrawn to your wallet:{' '}
          {last.map(({ token, amount }) => (
            <Money key={token} token={token} amount={amount} />
          ))}
        </div>
      ) : null}
    </>
  );
}

function RelayButton({ relay, busy, onWay }: { relay: Relay; busy: boolean; onWay: (way: Way) => void }) {
  return (
    <>
      <Button busy={busy} onClick={() => onWay({ by: 'signature', fee: relay.fee, at: relay.endpoint })}>
        Withdraw by signature, without gas
      </Button>
      <span className="faint">
        {new URL(relay.endpoint).host} sends it for <Money amount={relay.fee} token={relay.token} />, out of
        the credit
      </span>
    </>
  );
}
