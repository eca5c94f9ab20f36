import type { Item } from '@atoll/schemas/indexer/resources';
import { Bytes32 } from '@atoll/schemas/ids';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { useHash } from '@atoll/ui/use-hash.ts';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Bounty } from './bounty.tsx';
import { BountyBadge, useBlockTime } from './bounty-phase.tsx';
import { OpenBountyForm } from './open-bounty-form.tsx';
import './governance.css';

const kinds = { data: 'Data', model: 'A model', fix: 'A fix' } as const;

/** Bounties: all of them, one by its id behind `#`, and a form to open one behind `#new`. */
export default function BountiesPage() {
  const [hash, setHash] = useHash();
  const id = Bytes32.safeParse(hash);
  return (
    <Page
      title="Bounties"
      lead="A pot for data, a model or a fix that somebody wants. The money waits in escrow; the judge named at the start awards it, and what is not awarded goes back."
    >
      {hash === 'new' ? (
        <>
          <BackToAll />
          <WalletScope>
            <NeedsWallet purpose="to open a bounty">
              {(market, address) => <OpenBountyForm market={market} address={address} onOpened={setHash} />}
            </NeedsWallet>
          </WalletScope>
        </>
      ) : id.success ? (
        <>
          <BackToAll />
          <Bounty key={id.data} id={id.data} />
        </>
      ) : (
        <>
          <p>
            <a className="button main" href="#new">
              Open a bounty
            </a>
          </p>
          <BountyList />
        </>
      )}
    </Page>
  );
}

const BackToAll = () => (
  <p>
    <a href="#all">All bounties</a>
  </p>
);

function BountyList() {
  const indexer = useIndexer();
  const pages = useInfiniteQuery({
    queryKey: ['bounties'],
    queryFn: ({ pageParam }) =>
      indexer.bounties.list({ limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  return (
    <>
      <Loaded query={pages} what="Reading the bounties">
        {(data) => <BountyTable rows={data.pages.flatMap(({ items }) => items)} />}
      </Loaded>
      {pages.isFetchNextPageError ? <ErrorNotice error={pages.error} /> : null}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Older bounties
        </Button>
      ) : null}
    </>
  );
}

function BountyTable({ rows }: { rows: readonly Item<'bounties'>[] }) {
  const time = useBlockTime();
  return (
    <DataTable
      caption="Bounties, newest first"
      rows={rows}
      keyOf={({ bountyId }) => bountyId}
      empty="There is no bounty yet."
      columns={[
        {
          name: 'Wanted',
          cell: ({ bountyId, kind }) => (
            <a href={`#${bountyId}`}>
              {kinds[kind]} <code>{bountyId.slice(0, 10)}</code>
            </a>
          ),
        },
        {
          name: 'State',
          cell: (bounty) =>
            time.data === undefined ? '…' : <BountyBadge bounty={bounty} time={time.data} />,
        },
        {
          name: 'In the pot',
          number: true,
          cell: ({ rest, token }) => <Money amount={rest} token={token} />,
        },
        {
          name: 'Awarded',
          number: true,
          cell: ({ awarded, token }) => <Money amount={awarded} token={token} />,
        },
        { name: 'Submissions', number: true, cell: ({ pending }) => pending },
        { name: 'Submit until', cell: ({ submitUntil }) => <Moment at={submitUntil} /> },
      ]}
    />
  );
}
