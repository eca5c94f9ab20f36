import type { Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { Address } from '@atoll/schemas/ids';
import { OnChain } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { formatAmount, Money } from '@atoll/ui/money.tsx';
import { useChain } from '@atoll/ui/wallet/use-chain.ts';
import { skipToken, useQuery } from '@tanstack/react-query';
import { erc20Abi } from 'viem';
import { Atolls } from './atoll-amount.tsx';

interface Holdings {
  readonly account: Address;
  readonly role: string;
  /** In the smallest unit of each payment token. */
  readonly tokens: readonly { readonly token: Address; readonly credit: bigint; readonly wallet: bigint }[];
  readonly atoll: bigint;
  /** Native coin, in wei. */
  readonly native: bigint;
}

async function readHoldings(chain: Chain, account: Address, role: string): Promise<Holdings> {
  const { publicClient, addresses } = chain;
  const walletOf = (token: Address) =>
    publicClient.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [account] });
  return translated('Balances.balanceOf', async () => ({
    account,
    role,
    tokens: await Promise.all(
      chain.tokens.map(async ({ address }) => ({
        token: address,
        credit: await publicClient.readContract({
          address: addresses.jobs,
          abi: jobsAbi,
          functionName: 'balanceOf',
          args: [address, account],
        }),
        wallet: await walletOf(address),
      })),
    ),
    atoll: await walletOf(addresses.token),
    native: await publicClient.getBalance({ address: account }),
  }));
}

async function readTreasury(chain: Chain): Promise<Holdings[]> {
  const treasury = Address.parse(
    await translated('Jobs.treasury', () =>
      chain.publicClient.readContract({
        address: chain.addresses.jobs,
        abi: jobsAbi,
        functionName: 'treasury',
      }),
    ),
  );
  const { timelock } = chain.addresses;
  const holders =
    treasury === timelock
      ? [[treasury, 'The treasury, which is the timelock: votes spend it'] as const]
      : [
          [treasury, 'The treasury, which is credited the fees'] as const,
          [timelock, 'The timelock: votes spend it'] as const,
        ];
  return Promise.all(holders.map(([account, role]) => readHoldings(chain, account, role)));
}

/** What the treasury has, read from the chain: credit in the escrow's ledger and what lies in its wallet. */
export function Treasury() {
  const chain = useChain();
  const known = chain.data;
  const query = useQuery({
    queryKey: ['treasury', known?.chainId],
    queryFn: known === undefined ? skipToken : () => readTreasury(known),
  });
  return (
    <Loaded query={query} what="Reading what the treasury has">
      {(holders) => (
        <>
          {holders.map(({ account, role, tokens, atoll, native }) => (
            <section key={account} className="card deed">
              <h2>{role}</h2>
              <p>
                <OnChain id={account} />
              </p>
              <DataTable
                caption="Payment tokens"
                rows={tokens}
                keyOf={({ token }) => token}
                empty="No token is accepted for payment."
                columns={[
                  {
                    name: 'Credit in the escrow',
                    number: true,
                    cell: ({ token, credit }) => <Money amount={credit} token={token} />,
                  },
                  {
                    name: 'In the wallet',
                    number: true,
                    cell: ({ token, wallet }) => <Money amount={wallet} token={token} />,
                  },
                ]}
              />
              <dl className="facts">
                <dt>Governance tokens</dt>
                <dd>
                  <Atolls amount={atoll} />
                </dd>
                <dt>Native coin</dt>
                <dd className="amount">{formatAmount(native, 18)} ETH</dd>
              </dl>
            </section>
          ))}
        </>
      )}
    </Loaded>
  );
}
