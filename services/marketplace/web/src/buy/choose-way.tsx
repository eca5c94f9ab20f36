import { usePasses, useMeans } from './use-offer-data.ts';
import type { PurchaseParts } from './purchase-parts.ts';
import { Money } from '@atoll/ui/money.tsx';
import { useChainTime } from '@atoll/ui/wallet/use-chain-time.ts';

/** Without gas or by a transaction; and passes or credit where the buyer has them. */
export function ChooseWay({ market, account, dataset, purchase, change }: PurchaseParts) {
  const { token } = dataset.terms;
  const means = useMeans(market, account, token);
  const passes = usePasses(account);
  const now = useChainTime();
  const usable = (passes.data ?? []).filter(
    ({ assetId, expiresAt }) => purchase.datasets.includes(assetId) && now !== undefined && expiresAt > now,
  );
  const noCoin = means.data?.coin === 0n;
  return (
    <>
      <fieldset>
        <legend>How you order</legend>
        <label className="choice">
          <input
            type="radio"
            name="way"
            checked={purchase.way === 'signatures'}
            onChange={() => change({ way: 'signatures' })}
          />
          <span>
            Two signatures, no gas
            <br />
            <span className="faint">
              The provider sends your signed order for a small fee in the same token.
            </span>
          </span>
        </label>
        <label className="choice">
          <input
            type="radio"
            name="way"
            checked={purchase.way === 'transaction'}
            onChange={() => change({ way: 'transaction' })}
          />
          <span>
            Transactions of your own
            <br />
            <span className="faint">
              You send the allowance, where it is missing, and the order, and pay the gas.
              {noCoin ? ' Your wallet has no native coin for that now.' : ''}
            </span>
          </span>
        </label>
      </fieldset>
      {(means.data?.credit ?? 0n) > 0n ? (
        <p className="faint">
          You have <Money amount={means.data?.credit ?? 0n} token={token} /> of credit. Where it covers the
          whole order it pays, and nothing leaves your wallet.
        </p>
      ) : null}
      {usable.map(({ passId, assetId, series, units }) => (
        <label className="choice" key={passId}>
          <input
            type="checkbox"
            checked={purchase.passes[assetId] === series}
            onChange={({ target }) => {
              const { [assetId]: _, ...rest } = purchase.passes;
              change({ passes: target.checked ? { ...rest, [assetId]: series } : rest });
            }}
          />
          <span>
            Pay the data’s price with a pass of series {series} ({units.toString()} left)
          </span>
        </label>
      ))}
    </>
  );
}
