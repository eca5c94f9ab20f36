import { revenueSharesAbi } from '@atoll/contracts/generated/revenueShares';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import { Address } from '@atoll/schemas/ids';
import { getContract, zeroAddress } from 'viem';
import { countedOf, owedOf, remainderOf, type Stake } from '../../project/dividends.ts';
import type { StateRow } from '../../project/tables.ts';
import type { Market } from '../market.ts';
import type { Tables } from '../memory-store.ts';
import { type Twice, twice } from './facts.ts';

type Shares = StateRow<'share_tokens'>;
type Holder = StateRow<'share_holders'>;
type Credit = Pick<StateRow<'balances'>, 'credited' | 'spent'>;

function stakeOf(
  shares: Shares,
  { account, shares: held, debts }: Holder,
  token: Address,
  credit: Credit,
): Stake {
  const position = shares.tokens.indexOf(token);
  const dissolved = shares.heir === null ? 'no' : shares.heir === account ? 'by the account' : 'by another';
  return {
    shares: held,
    debt: debts[position] ?? 0n,
    supply: shares.supply,
    received: credit.credited,
    paid: credit.spent,
    ended: shares.ended[position],
    dissolved,
  };
}

/** Every holder's stake in the income of the shares, in every token that those were ever credited. */
export async function stakesOf(tables: Tables) {
  const [holders, balances] = [await tables.state('share_holders'), await tables.state('balances')];
  return (await tables.state('share_tokens')).flatMap((shares) =>
    holders
      .filter(({ share_token }) => share_token === shares.share_token)
      .flatMap((holder) =>
        balances
          .filter(({ account }) => account === shares.share_token)
          .map((credit) => ({
            shares,
            holder,
            credit,
            stake: stakeOf(shares, holder, credit.token, credit),
          })),
      ),
  );
}

/** Shares, who holds them, and what each holder is owed. */
export async function shareFacts(market: Market, tables: Tables): Promise<Twice> {
  const client = market.chain.publicClient;
  const shareTokens = await tables.state('share_tokens');
  const balances = await tables.state('balances');
  const added = await tables.fact('share_payment_tokens');
  const contractOf = (address: Address) => getContract({ client, address, abi: shareTokenAbi });
  const creditsOf = ({ share_token }: Shares) => balances.filter(({ account }) => account === share_token);

  const owed = await twice(
    await stakesOf(tables),
    ({ holder, stake }) => ({ shares: holder.shares, ...owedOf(stake) }),
    async ({ shares, holder, credit }) => {
      const { read } = contractOf(shares.share_token);
      const [held, [amount, fraction]] = await Promise.all([
        read.balanceOf([holder.account]),
        read.owedOf([holder.account, credit.token]),
      ]);
      return { shares: held, amount, fraction };
    },
  );
  const statements = await twice(
    shareTokens.flatMap((shares) => creditsOf(shares).map((credit) => ({ shares, credit }))),
    ({ shares, credit }) => [
      countedOf(credit.credited),
      credit.spent,
      shares.heir === null ? remainderOf(credit.credited, shares.supply) : 0n,
    ],
    ({ shares, credit }) => contractOf(shares.share_token).read.statementOf([credit.token]),
  );
  const tokens = await twice(
    shareTokens,
    ({ share_token, asset_id, supply, heir, released, name, symbol }) => ({
      ...{ asset_id, name, symbol, released },
      supply: heir === null ? supply : 0n,
      heir: heir ?? zeroAddress,
      tokens: added.filter((fact) => fact.share_token === share_token).map(({ token }) => token),
    }),
    async ({ share_token }) => {
      const { read } = contractOf(share_token);
      const [asset_id, name, symbol, supply, heir, all] = await Promise.all([
        read.assetId(),
        read.name(),
        read.symbol(),
        read.totalSupply(),
        read.heir(),
        read.tokens(),
      ]);
      const current = await client.readContract({
        address: market.book.contracts.revenueShares,
        abi: revenueSharesAbi,
        functionName: 'tokenOf',
        args: [asset_id],
      });
      return {
        ...{ asset_id, name, symbol, supply },
        released: Address.parse(current) !== share_token,
        heir: Address.parse(heir),
        tokens: all.map((token) => Address.parse(token)),
      };
    },
  );
  return {
    mirror: [...owed.mirror, ...statements.mirror, ...tokens.mirror],
    chain: [...owed.chain, ...statements.chain, ...tokens.chain],
  };
}
