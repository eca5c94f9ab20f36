import { OnChain } from '@atoll/ui/account.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { callInWords, type RawCall } from './call-in-words.ts';
import { formatAmount } from '@atoll/ui/money.tsx';

/** The calls of a proposal in words, and exactly. */
export function CallList({ calls }: { calls: readonly RawCall[] }) {
  const { addressBook } = useWebConfig();
  return (
    <ol>
      {calls.map((call, index) => {
        const told = callInWords(addressBook, call);
        return (
          <li key={index} className="call">
            <p>
              <strong>{told.title}</strong>
              {told.signature === undefined ? (
                <span className="badge bad">read it elsewhere before you vote for it</span>
              ) : null}
            </p>
            {told.values.length === 0 ? null : (
              <dl className="facts">
                {told.values.map(({ name, text }) => (
                  <div key={name} className="row">
                    <dt>{name}</dt>
                    <dd>
                      <ForeignText text={text} most={500} />
                    </dd>
                  </div>
                ))}
              </dl>
            )}
            <details>
              <summary>The exact call {index + 1}</summary>
              <dl className="facts">
                <dt>Contract</dt>
                <dd>
                  {told.contract ?? 'none of this market'} <OnChain id={call.target} />
                </dd>
                <dt>Function</dt>
                <dd>
                  <code>{told.signature ?? 'unknown'}</code>
                </dd>
                {call.value === '0' ? null : (
                  <>
                    <dt>Native coin</dt>
                    <dd>{formatAmount(BigInt(call.value), 18)} ETH</dd>
                  </>
                )}
                <dt>Data</dt>
                <dd>
                  <code>{call.data}</code>
                </dd>
              </dl>
            </details>
          </li>
        );
      })}
    </ol>
  );
}
