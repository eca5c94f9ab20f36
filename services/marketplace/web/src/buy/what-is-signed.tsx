import { prepaidOf } from '@atoll/chain/maximum-of';
import type { MarketContext } from '@atoll/sdk/context';
import { missingAllowance } from '@atoll/sdk/missing-allowance';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { useQuery } from '@tanstack/react-query';
import { type KeptQuote, takeQuote, type Way } from './purchase.ts';

/** Each thing that the wallet will ask for, with amount, receiver and end. */
export function WhatIsSigned({ market, quote, way }: { market: MarketContext; quote: KeptQuote; way: Way }) {
  const { order, maximum } = takeQuote(quote);
  const allowance = useQuery({
    queryKey: ['allowance', order.buyer, order.token, quote.maximum],
    queryFn: () =>
      missingAllowance(market.chain, {
        token: order.token,
        buyer: order.buyer,
        maximum: maximum - prepaidOf(order),
      }),
  });
  const escrow = <OnChain id={market.chain.addresses.jobs} />;
  return (
    <Loaded query={allowance} what="Looking what is missing">
      {(missing) => (
        <ol>
          {missing === 0n ? null : (
            <li>
              <strong>{way === 'signatures' ? 'Permit' : 'Allowance (a transaction)'}</strong>: the escrow{' '}
              {escrow} may take <Money amount={missing} token={order.token} />, exactly that
              {way === 'signatures' ? (
                <>
                  , until <Moment at={quote.validUntil} />
                </>
              ) : null}
              .
            </li>
          )}
          <li>
            <strong>{way === 'signatures' ? 'Order' : 'Order (a transaction)'}</strong>: the escrow {escrow}{' '}
            locks <Money amount={maximum} token={order.token} /> for this run and pays it out by the
            provider’s signed receipt, or gives it back. Its number is{' '}
            <code title={quote.jobId}>{shorten(quote.jobId)}</code>.
          </li>
          {missing === 0n ? (
            <li className="faint">No allowance is needed: your credit or an earlier allowance covers it.</li>
          ) : null}
        </ol>
      )}
    </Loaded>
  );
}
