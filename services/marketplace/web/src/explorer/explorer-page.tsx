import { Address, AssetId, Bytes32, parseAssetId } from '@atoll/schemas/ids';
import { Button } from '@atoll/ui/button.tsx';
import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { Tabs } from '@atoll/ui/tabs.tsx';
import { type FormEvent, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useHash } from '../use-hash.ts';
import { EventTable } from './event-table.tsx';
import { LiveBadge } from './live-badge.tsx';
import { OrderTable } from './order-table.tsx';
import { useChanges } from './use-changes.ts';
import { type EventFilter, eventTypes, isEventType, useEvents } from './use-events.ts';

/** A token id as it was written, or of a CAIP-19 id. */
function tokenIdOf(text: string): string | undefined {
  const id = AssetId.safeParse(text);
  if (id.success) return parseAssetId(id.data).tokenId.toString();
  return /^(0|[1-9]\d{0,77})$/.test(text) ? text : undefined;
}

function filterOf(search: URLSearchParams): EventFilter {
  const type = search.get('type') ?? '';
  const account = Address.safeParse(search.get('account'));
  return {
    type: isEventType(type) ? type : undefined,
    account: account.success ? account.data : undefined,
    asset: tokenIdOf(search.get('asset') ?? ''),
  };
}

/** Everything that happens on the market, as the chain tells it. */
export default function ExplorerPage() {
  const filter = filterOf(new URLSearchParams(useSearch()));
  const [hash, setHash] = useHash();
  const live = useChanges(
    {
      ...(filter.account === undefined ? {} : { account: filter.account }),
      ...(filter.asset === undefined ? {} : { asset: filter.asset }),
    },
    ['events', 'orders-explored'],
  );
  return (
    <Page title="Explorer" lead="Every event and every order of this market, read from the chain.">
      <Find />
      <Filters key={JSON.stringify(filter)} filter={filter} hash={hash} />
      <LiveBadge live={live} />
      <Tabs
        label="What to look at"
        selected={hash}
        onSelect={setHash}
        tabs={[
          { id: 'events', label: 'Events', content: () => <Events filter={filter} /> },
          { id: 'orders', label: 'Orders', content: () => <OrderTable filter={filter} /> },
        ]}
      />
    </Page>
  );
}

/** Goes to an order by its id. */
function Find() {
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string>();
  const go = (event: FormEvent) => {
    event.preventDefault();
    const jobId = Bytes32.safeParse(text.trim());
    if (jobId.success) navigate(`/explorer/${jobId.data}`);
    else setWrong('An order’s id is 0x and 64 hex digits');
  };
  return (
    <form className="find" onSubmit={go}>
      <Field label="Follow an order" wrong={wrong}>
        {(control) => (
          <input
            {...control}
            value={text}
            placeholder="0x… id of the order"
            onChange={(event) => {
              setText(event.target.value);
              setWrong(undefined);
            }}
          />
        )}
      </Field>
      <Button type="submit">Follow</Button>
    </form>
  );
}

function Filters({ filter, hash }: { filter: EventFilter; hash: string }) {
  const [, navigate] = useLocation();
  const [account, setAccount] = useState<string>(filter.account ?? '');
  const [asset, setAsset] = useState(filter.asset ?? '');
  const [type, setType] = useState<string>(filter.type ?? '');
  const wrongAccount = account.trim() !== '' && !Address.safeParse(account.trim()).success;
  const wrongAsset = asset.trim() !== '' && tokenIdOf(asset.trim()) === undefined;
  const show = (values: { type: string; account: string; asset: string }) => {
    const search = new URLSearchParams(Object.entries(values).filter(([, value]) => value.trim() !== ''));
    navigate(`/explorer${search.size === 0 ? '' : `?${search.toString()}`}${hash === '' ? '' : `#${hash}`}`);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wrongAccount && !wrongAsset) show({ type, account: account.trim(), asset: asset.trim() });
  };
  return (
    <form className="explorer-filters" onSubmit={submit}>
      <Field label="Events of">
        {(control) => (
          <select
            {...control}
            value={type}
            onChange={(event) => {
              setType(event.target.value);
              show({ type: event.target.value, account: filter.account ?? '', asset: filter.asset ?? '' });
            }}
          >
            <option value="">everything</option>
            {Object.entries(eventTypes).map(([id, { name }]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Account" wrong={wrongAccount ? 'An account is 0x and 40 hex digits' : undefined}>
        {(control) => (
          <input {...control} value={account} onChange={(event) => setAccount(event.target.value)} />
        )}
      </Field>
      <Field label="Asset" wrong={wrongAsset ? 'Token id, or CAIP-19 id' : undefined}>
        {(control) => <input {...control} value={asset} onChange={(event) => setAsset(event.target.value)} />}
      </Field>
      <Button type="submit">Show</Button>
    </form>
  );
}

function Events({ filter }: { filter: EventFilter }) {
  const query = useEvents(filter);
  if (query.events === undefined) {
    return query.isError ? (
      <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <Loading what="Reading the newest events" />
    );
  }
  return (
    <>
      <EventTable caption="Events, newest first" events={query.events} empty="No event matches." />
      {query.hasNextPage ? (
        <p className="more">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Load more
          </Button>
        </p>
      ) : null}
    </>
  );
}
