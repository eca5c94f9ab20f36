import { withdraw } from '@atoll/sdk/withdraw';
import { withdrawBySignature } from '@atoll/sdk/withdraw-by-signature';
import { Button } from '@atoll/ui/button.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useQueryClient } from '@tanstack/react-query';
import type { TokenParts } from './balances.tsx';
import { useRelay } from './use-relay.ts';

/** Takes the whole credit out: by a transaction of one's own, or by a signature that a provider sends for a fee. */
export function Withdraw(parts: TokenParts & { credit: bigint }) {
  const { market, token, credit } = parts;
  const relay = useRelay(market, token);
  const queries = useQueryClient();
  const done = () => queries.invalidateQueries({ queryKey: ['balance'] });
  const send = useAct(async (say) => {
    say('Confirm in your wallet');
    await withdraw(market, { tokens: [token] });
    await done();
  });
  const sign = useAct(async (say) => {
    const offer = relay.data;
    if (offer === undefined || offer === null) return;
    say('Sign in your wallet; the provider then sends it');
    const { transaction } = await withdrawBySignature(
      { ...market, providerUrl: offer.endpoint },
      { tokens: [token], mostFee: offer.fee },
    );
    say('Waiting for the chain');
    await market.chain.publicClient.waitForTransactionReceipt({ hash: transaction });
    await done();
  });
  const busy = send.act.state === 'running' || sign.act.state === 'running';
  return (
    <>
      <p className="row">
        <Button
          look="main"
          busy={send.act.state === 'running'}
          disabled={busy || credit === 0n}
          onClick={() => void send.run()}
        >
          Withdraw all
        </Button>
        {relay.data === undefined || relay.data === null || relay.data.fee >= credit ? null : (
          <Button busy={sign.act.state === 'running'} disabled={busy} onClick={() => void sign.run()}>
            {relay.data.fee === 0n ? (
              'Withdraw without gas, for free'
            ) : (
              <span>
                Withdraw without gas, for <Money amount={relay.data.fee} token={token} />
              </span>
            )}
          </Button>
        )}
      </p>
      <ActStatus act={send.act} done="Withdrawn to your wallet." />
      <ActStatus act={sign.act} done="Withdrawn to your wallet." />
    </>
  );
}
