import { Address } from '@atoll/schemas/ids';
import { Button } from '@atoll/ui/button.tsx';
import { SelectField, TextField } from '@atoll/ui/desk/fields.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { Suspense, useState } from 'react';
import { useSearchParams } from 'wouter';
import { OwnAccount } from './own-account.tsx';
import { Preview } from './preview.tsx';

/** What a statement is about. The address of the page holds it, so that a reload or a bookmark shows the same. */
export interface Asked {
  readonly account: Address;
  readonly from: string;
  readonly to: string;
  readonly token: string;
}

const isoDay = (date: Date) => date.toISOString().slice(0, 10);

/** The year so far. */
function thisYear(): { from: string; to: string } {
  const now = new Date();
  return { from: `${now.getUTCFullYear()}-01-01`, to: isoDay(now) };
}

/** A statement of what an account received and took out in a period, to be looked at and kept. */
export default function StatementPage() {
  const [query, setQuery] = useSearchParams();
  const standard = thisYear();
  const [account, setAccount] = useState(query.get('account') ?? '');
  const [from, setFrom] = useState(query.get('from') ?? standard.from);
  const [to, setTo] = useState(query.get('to') ?? standard.to);
  const [token, setToken] = useState(query.get('token') ?? '');
  const { tokens } = useWebConfig().addressBook;
  const asked = askedOf(query);
  const read = Address.safeParse(account.trim());
  const isPeriod = from !== '' && to !== '' && from <= to;
  return (
    <Page
      title="Statement"
      lead="What an account received and took out in a period, from the chain’s own events. Nothing is rounded; a value in another currency stands there only where this marketplace knows a price source."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!read.success || !isPeriod) return;
          setQuery({ account: read.data, from, to, ...(token === '' ? {} : { token }) });
        }}
      >
        <TextField
          label="Account"
          spellCheck={false}
          required
          value={account}
          onValue={setAccount}
          wrong={
            account === '' || read.success ? undefined : 'Write an address: 0x and 40 hexadecimal digits'
          }
        />
        <Suspense fallback={<Loading what="Asking your wallet" />}>
          <WalletScope>
            <OwnAccount onAccount={setAccount} />
          </WalletScope>
        </Suspense>
        <div className="grid">
          <TextField label="From" hint="First day, UTC" type="date" required value={from} onValue={setFrom} />
          <TextField
            label="To"
            hint="Last day, UTC"
            type="date"
            required
            value={to}
            onValue={setTo}
            wrong={isPeriod ? undefined : 'The period ends before it begins'}
          />
          <SelectField
            label="Token"
            hint="What it was paid in"
            value={token}
            onValue={setToken}
            options={[
              ['', 'every token'],
              ...tokens.map(({ address, symbol }) => [address, symbol] as const),
            ]}
          />
        </div>
        <Button type="submit" look="main">
          Show the statement
        </Button>
      </form>
      {asked === undefined ? null : <Preview asked={asked} />}
    </Page>
  );
}

/** What the page's address asks for; undefined where it asks for nothing that can be shown. */
function askedOf(query: URLSearchParams): Asked | undefined {
  const account = Address.safeParse(query.get('account') ?? '');
  const [from, to] = [query.get('from'), query.get('to')];
  if (!account.success || from === null || to === null) return undefined;
  return { account: account.data, from, to, token: query.get('token') ?? '' };
}
