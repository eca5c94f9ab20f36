import { OnChain } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { duration, Moment } from '@atoll/ui/moment.tsx';
import type { KeptQuote } from './purchase.ts';
import type { Asset } from '../asset/indexed-asset.ts';

const roleWords: Record<KeptQuote['lines'][number]['role'], string> = {
  data: 'Data',
  algorithm: 'Algorithm',
  compute: 'Compute, at most',
  fee: 'Market fee, at most',
  relay: 'Sending your order',
};

/** The itemised price, the deadlines and what a failure may cost. */
export function QuoteLines({ quote, dataset }: { quote: KeptQuote; dataset: Asset }) {
  const { order, lines, maximum, engine } = quote;
  const { token } = order;
  return (
    <>
      <DataTable
        caption="Who gets what, at most"
        columns={[
          { name: 'For', cell: ({ role }) => roleWords[role] },
          { name: 'To', cell: ({ account }) => <OnChain id={account} /> },
          {
            name: 'Amount',
            number: true,
            cell: ({ amount, series }) => (
              <>
                <Money amount={amount} token={token} />
                {series === undefined || series === 0 ? null : ' (by pass)'}
              </>
            ),
          },
        ]}
        rows={lines.map((line, index) => ({ ...line, index }))}
        keyOf={({ index }) => String(index)}
        empty="Nothing"
      />
      <dl className="facts">
        <dt>At most, all in all</dt>
        <dd>
          <strong>
            <Money amount={maximum} token={token} />
          </strong>
          ; what the run does not use comes back as credit
        </dd>
        <dt>If the run fails</dt>
        <dd>
          at most <Money amount={order.failureCap} token={token} />
          {BigInt(order.relayFee) > 0n ? (
            <>
              {' '}
              and <Money amount={order.relayFee} token={token} /> for sending the order
            </>
          ) : null}
          ; if the provider fails or refuses, all else comes back
        </dd>
        <dt>Compute</dt>
        <dd>
          <Money amount={order.pricePerSecond} token={token} /> a second, at most {duration(order.maxSeconds)}
          , under {engine.runtime === 'runsc' ? 'gVisor' : engine.runtime}
        </dd>
        <dt>Runs until</dt>
        <dd>
          <Moment at={order.runBy} />, else everything comes back
        </dd>
        <dt>Review of the output until</dt>
        <dd>
          <Moment at={order.reviewBy} />
          {dataset.document?.atoll.kind === 'dataset' && dataset.document.atoll.rules.release === 'review'
            ? ' (the owner looks at every output of this data)'
            : ''}
        </dd>
      </dl>
    </>
  );
}
