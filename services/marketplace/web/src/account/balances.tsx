import { readBalance, readTokenBalance } from '@atoll/chain/read-balance';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useQuery } from '@tanstack/react-query';
import { Deposit } from './deposit.tsx';
import { Withdraw } from './withdraw.tsx';

const refreshEvery = 10_000;

/** Credit and wallet of one token. */
export function useBalance(market: MarketContext, account: Address, token: Address) {
  return useQuery({
    queryKey: ['balance', account, token],
    refetchInterval: refreshEvery,
    queryFn: async () => {
      const [credit, wallet] = await Promise.all([
        readBalance(market.chain, { token, account }),
        readTokenBalance(market.chain, { token, account }),
      ]);
      return { credit, wallet };
    },
  });
}

/** A card for each token that the market takes. */
export function Balances({ market, account }: { market: MarketContext; account: Address }) {
  const { tokens } = useWebConfig().addressBook;
  return tokens.map(({ address, symbol }) => (
    <TokenCard key={address} market={market} account={account} token={address} symbol={symbol} />
  ));
}

export interface TokenParts {
  readonly market: MarketContext;
  readonly account: Address;
  readonly token: Address;
}

function TokenCard(parts: TokenParts & { symbol: string }) {
  const { market, account, token, symbol } = parts;
  const balance = useBalance(market, account, token);
  return (
    <section className="card" aria-label={symbol}>
      <h2>{symbol}</h2>
      <Loaded query={balance} what="Reading your balances from the chain">
        {({ credit, wallet }) => (
          <>
            <dl className="facts">
              <dt>Credit in the market</dt>
              <dd>
                <strong>
                  <Money amount={credit} token={token} />
                </strong>
                <br />
                <span className="faint">
                  earned, refunded or deposited; pays orders and fees, and is yours to withdraw at any time
                </span>
              </dd>
              <dt>In your wallet</dt>
              <dd>
                <Money amount={wallet} token={token} />
              </dd>
            </dl>
            <Withdraw {...parts} credit={credit} />
            <Deposit {...parts} wallet={wallet} />
          </>
        )}
      </Loaded>
    </section>
  );
}
