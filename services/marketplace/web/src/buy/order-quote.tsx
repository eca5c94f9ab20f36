import { readJobState } from '@atoll/chain/read-job-state';
import { orderJob } from '@atoll/sdk/order';
import { type OrderSignature, relaySignedOrder, signQuotedOrder } from '@atoll/sdk/sign-order';
import { Button } from '@atoll/ui/button.tsx';
import { ErrorNotice, wasRejected } from '@atoll/ui/error-notice.tsx';
import { duration, Moment } from '@atoll/ui/moment.tsx';
import { type Act, ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useChainTime } from '@atoll/ui/wallet/use-chain-time.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { keepParameters, type KeptQuote, takeQuote } from './purchase.ts';
import type { PurchaseParts } from './purchase-parts.ts';
import { QuoteLines } from './quote-lines.tsx';
import { WhatIsSigned } from './what-is-signed.tsx';

const signs: Record<OrderSignature, string> = {
  permit: 'Signature 1 of 2: let the escrow take the maximum, once',
  order: 'Sign the order in your wallet',
};

/** How often the chain is asked whether the order stands, in milliseconds. */
const lookEvery = 2000;

/** A binding quote: what it costs, what is signed, and the order itself. Whatever happens here, a reload comes back to it. */
export function OrderQuote(parts: PurchaseParts & { quote: KeptQuote; finish: () => void }) {
  const { quote, market, purchase, change, finish, dataset } = parts;
  const [, navigate] = useLocation();
  const now = useChainTime();
  const left = now === undefined ? undefined : quote.validUntil - now;
  // The order may stand already: sent before a reload, or by the provider after it seemed to be down.
  const onChain = useQuery({
    queryKey: ['ordered', quote.jobId],
    queryFn: () => readJobState(market.chain, quote.jobId),
    refetchInterval: lookEvery,
  });
  const ordered = onChain.data !== undefined && onChain.data.state !== 'none';
  useEffect(() => {
    if (!ordered) return;
    if (purchase.parameters !== undefined) keepParameters(quote.jobId, purchase.parameters);
    finish();
    navigate(`/orders/${quote.jobId}`);
  }, [ordered, quote.jobId, purchase.parameters, finish, navigate]);

  const relay = useAct(async (say) => {
    let { signed } = purchase;
    if (signed === undefined) {
      signed = await signQuotedOrder(market, takeQuote(quote), { onSign: (what) => say(signs[what]) });
      change({ signed });
    }
    say('The provider sends your order, and the chain takes it');
    await relaySignedOrder(market, signed);
    await onChain.refetch();
  });
  const transact = useAct(async (say) => {
    say('Confirm in your wallet: the allowance, where it is missing, then the order');
    await orderJob(market, takeQuote(quote));
    await onChain.refetch();
  });
  const deed = purchase.way === 'signatures' ? relay : transact;
  const busy = deed.act.state === 'running';
  const expired = left !== undefined && left <= 0;
  return (
    <div className="stack">
      <section className="card">
        <h2>Your price</h2>
        <p role="status">
          {expired ? (
            <>
              The offer ended <Moment at={quote.validUntil} />.
            </>
          ) : (
            <>
              The provider is bound to this offer <HowLong left={left} until={quote.validUntil} /> and keeps a
              slot free for it.
            </>
          )}
        </p>
        <QuoteLines quote={quote} dataset={dataset} />
      </section>
      <section className="card">
        <h2>What you sign</h2>
        <WhatIsSigned market={market} quote={quote} way={purchase.way} />
        {purchase.signed === undefined || ordered ? null : (
          <p className="notice warn">
            You have signed this order, and it is not on chain yet. Sending it once more is harmless: it can
            be taken only once.
          </p>
        )}
        {expired ? (
          <p className="notice warn" role="alert">
            <strong>The offer has expired.</strong> Nothing was paid, and what you chose is kept. Prices and
            free slots may have changed meanwhile.
          </p>
        ) : null}
        <p className="row">
          {expired ? null : (
            <Button look="main" busy={busy} onClick={() => void deed.run()}>
              {purchase.way === 'transaction'
                ? 'Order by transaction'
                : purchase.signed === undefined
                  ? 'Sign and order'
                  : 'Send the signed order again'}
            </Button>
          )}
          <Button
            look={expired ? 'main' : 'default'}
            disabled={busy}
            onClick={() => change({ quote: undefined, signed: undefined })}
          >
            {expired ? 'Ask for a new price' : 'Change something'}
          </Button>
        </p>
        <DeedStatus act={deed.act} />
        {onChain.isError ? <ErrorNotice error={onChain.error} /> : null}
      </section>
    </div>
  );
}

/** For how long something holds; until when, where the chain's time is not known yet. */
function HowLong({ left, until }: { left: number | undefined; until: number }) {
  return left === undefined ? (
    <>
      until <Moment at={until} />
    </>
  ) : (
    <>
      for another <strong>{duration(left)}</strong>
    </>
  );
}

/** A refusal in the wallet loses nothing, and says so. */
function DeedStatus({ act }: { act: Act<unknown> }) {
  return (
    <>
      <ActStatus act={act} done="Ordered. Waiting for the chain." />
      {act.state === 'failed' && wasRejected(act.error) ? (
        <p>The offer stands until it ends; what you chose is kept.</p>
      ) : null}
    </>
  );
}
