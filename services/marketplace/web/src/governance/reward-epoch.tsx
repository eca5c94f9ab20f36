import type { Item } from '@atoll/schemas/indexer/resources';
import type { Address } from '@atoll/schemas/ids';
import { claimReward } from '@atoll/sdk/claim-reward';
import type { MarketContext } from '@atoll/sdk/context';
import { type RecomputedEpoch, recomputeEpoch } from '@atoll/sdk/recompute-epoch';
import { OnChain } from '@atoll/ui/account.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { useChain } from '@atoll/ui/wallet/use-chain.ts';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useBlockTime } from './bounty-phase.tsx';

type Epoch = Item<'rewardEpochs'>;

/** An epoch recomputed from the chain's events, compared with what was proposed, and the share of the connected account. */
export function RewardEpoch({ epoch }: { epoch: Epoch }) {
  const chain = useChain();
  const known = chain.data;
  const { token, fund, root, total } = epoch;
  const recomputed = useQuery({
    queryKey: ['recomputed', epoch.epoch, token, fund],
    queryFn:
      known === undefined
        ? skipToken
        : () => recomputeEpoch(known, { epoch: BigInt(epoch.epoch), token, fund: BigInt(fund) }),
    staleTime: Infinity,
  });
  return (
    <section>
      <h2>Epoch {epoch.epoch}</h2>
      <Loaded query={recomputed} what="Recomputing it from every job of the week">
        {(found) => {
          const matches = found.tree?.root === root && found.tree.total === BigInt(total);
          return (
            <>
              <Verdict epoch={epoch} found={found} matches={matches} />
              <DataTable
                caption="Who is rewarded, as recomputed"
                rows={found.entries}
                keyOf={({ account }) => account}
                empty="By the events of that week nobody is rewarded."
                columns={[
                  { name: 'Account', cell: ({ account }) => <OnChain id={account} /> },
                  {
                    name: 'Reward',
                    number: true,
                    cell: ({ amount }) => <Money amount={amount} token={token} />,
                  },
                ]}
              />
              {matches && epoch.state === 'proposed' ? (
                <WalletScope>
                  <NeedsWallet purpose="to see and claim your share">
                    {(market, address) => (
                      <Share market={market} address={address} epoch={epoch} found={found} />
                    )}
                  </NeedsWallet>
                </WalletScope>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Verdict({ epoch, found, matches }: { epoch: Epoch; found: RecomputedEpoch; matches: boolean }) {
  return (
    <>
      {matches ? (
        <p className="notice good">The root on chain is the one that this browser recomputed.</p>
      ) : (
        <p className="notice bad">
          The root on chain is not the one that follows from the chain’s events. Until claims open the
          guardian can refuse it; while jobs of the week can be disputed the answer may still change.
        </p>
      )}
      <dl className="facts card">
        <dt>Root on chain</dt>
        <dd>
          <code>{epoch.root}</code>
        </dd>
        <dt>Root recomputed</dt>
        <dd>
          <code>{found.tree?.root ?? 'none: nobody is rewarded'}</code>
        </dd>
        <dt>Total on chain</dt>
        <dd>
          <Money amount={epoch.total} token={epoch.token} />
        </dd>
        <dt>Total recomputed</dt>
        <dd>
          <Money amount={found.tree?.total ?? 0n} token={epoch.token} />
        </dd>
      </dl>
    </>
  );
}

function Share(input: { market: MarketContext; address: Address; epoch: Epoch; found: RecomputedEpoch }) {
  const { market, address, epoch, found } = input;
  const indexer = useIndexer();
  const indexed = useIndexed();
  const time = useBlockTime();
  // Entries may spell addresses otherwise than the wallet does; the tree knows its own spelling.
  const entry = found.entries.find(({ account }) => account.toLowerCase() === address);
  const claims = useQuery({
    queryKey: ['reward-claims', epoch.epoch, address],
    queryFn: () => indexer.rewardClaims.list({ epoch: epoch.epoch, account: address }),
  });
  const claim = useAct(async (say, account: Address) => {
    say('Confirm the claim in your wallet');
    await indexed(say, await claimReward(market, { entries: found.entries, account }));
  });
  if (entry === undefined) return <p className="notice">You have no share in this epoch.</p>;
  return (
    <section className="card deed">
      <h3>Your share</h3>
      <p>
        <Money amount={entry.amount} token={epoch.token} />
      </p>
      <Loaded query={claims} what="Reading whether you claimed it">
        {({ items }) =>
          items.length > 0 ? (
            <p className="notice good">You have claimed it.</p>
          ) : time.data !== undefined && time.data < epoch.claimableFrom ? (
            <p className="notice">
              It can be claimed from <Moment at={epoch.claimableFrom} /> on.
            </p>
          ) : (
            <Button
              look="main"
              busy={claim.act.state === 'running'}
              onClick={() => void claim.run(entry.account)}
            >
              Claim
            </Button>
          )
        }
      </Loaded>
      <ActStatus act={claim.act} done="Credited to you in the escrow’s ledger." />
    </section>
  );
}
