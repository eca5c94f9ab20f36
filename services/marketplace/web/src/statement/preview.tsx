import { Problem } from '@atoll/schemas/problem';
import {
  Statement,
  type StatementEvent,
  type StatementLine,
  type StatementTotal,
} from '@atoll/schemas/statement';
import { ProblemReceived } from '@atoll/sdk/errors';
import { OnChain } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { formatAmount } from '@atoll/ui/money.tsx';
import { useQuery } from '@tanstack/react-query';
import type { Asked } from './statement-page.tsx';

/** Lines that the page shows; the files have all of them. */
const shown = 200;

const addressOf = ({ account, from, to, token }: Asked, format: 'json' | 'csv' | 'pdf'): string =>
  `/statements/${account}?${new URLSearchParams({ from, to, format, ...(token === '' ? {} : { token }) }).toString()}`;

async function readStatement(asked: Asked): Promise<Statement> {
  const reply = await fetch(addressOf(asked, 'json'), { headers: { accept: 'application/json' } });
  const body: unknown = await reply.json();
  if (!reply.ok) throw new ProblemReceived(Problem.parse(body));
  return Statement.parse(body);
}

/** The statement as it will be kept, with its files. */
export function Preview({ asked }: { asked: Asked }) {
  const statement = useQuery({
    queryKey: ['statement', asked],
    queryFn: () => readStatement(asked),
  });
  return (
    <Loaded query={statement} what="Adding up the period">
      {(found) => (
        <>
          <h2>
            {found.period.from} to {found.period.to}
          </h2>
          <p className="faint">
            From events up to block {found.generatedFrom.block}
            {found.fiat === undefined
              ? '; no price source is configured here, so no other currency is shown.'
              : `; values in ${found.fiat.currency} by ${found.fiat.source}.`}
          </p>
          <ul className="notice">
            {found.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
          <p className="row">
            <a className="button main" href={addressOf(asked, 'csv')} download>
              Save as CSV
            </a>
            <a className="button main" href={addressOf(asked, 'pdf')} download>
              Save as PDF
            </a>
          </p>
          <Totals caption="Totals by token" totals={found.totals.byToken} />
          <Totals caption="Totals by asset" totals={found.totals.byAsset} />
          <Lines statement={found} />
        </>
      )}
    </Loaded>
  );
}

const inWords = (event: StatementEvent): string => event.replaceAll('_', ' ');

/** Money of a statement with its token: as people read it where the token is known, else in its smallest unit. */
function shownMoney(money: StatementLine['money'], token: StatementLine['token']): string {
  const { symbol, decimals, address } = token;
  if (symbol === undefined || decimals === undefined)
    return `${money.units} units of ${address.slice(0, 8)}…`;
  return `${formatAmount(BigInt(money.units), decimals)} ${symbol}`;
}

const sign = ({ direction }: { direction: 'in' | 'out' }): string => (direction === 'in' ? '' : '−');

function Totals({ caption, totals }: { caption: string; totals: readonly StatementTotal[] }) {
  const hasFiat = totals.some(({ fiat }) => fiat !== undefined);
  return (
    <DataTable
      caption={caption}
      rows={totals}
      keyOf={({ section, direction, asset, token }) =>
        `${section} ${direction} ${asset?.id ?? ''} ${token.address}`
      }
      empty={<p>Nothing to add up.</p>}
      columns={[
        { name: 'What', cell: ({ section }) => section },
        ...(totals.some(({ asset }) => asset !== undefined)
          ? [{ name: 'Asset', cell: ({ asset }: StatementTotal) => asset?.name ?? asset?.id ?? '—' }]
          : []),
        { name: 'Lines', number: true, cell: ({ lines }) => lines },
        {
          name: 'Amount',
          number: true,
          cell: (total) => (
            <span className="amount">{sign(total) + shownMoney(total.money, total.token)}</span>
          ),
        },
        ...(hasFiat
          ? [
              {
                name: 'Value',
                number: true,
                cell: ({ fiat }: StatementTotal) =>
                  fiat === undefined
                    ? '—'
                    : `${fiat.value} ${fiat.currency}${fiat.missing === 0 ? '' : `, ${fiat.missing} lines without`}`,
              },
            ]
          : []),
      ]}
    />
  );
}

function Lines({ statement }: { statement: Statement }) {
  const lines = statement.lines.slice(0, shown).map((line, index) => ({ line, index }));
  return (
    <>
      <h2>Lines</h2>
      <DataTable
        caption={
          statement.lines.length > shown
            ? `The first ${shown} of ${statement.lines.length}; the files have all of them`
            : 'Every line of the period'
        }
        rows={lines}
        keyOf={({ index }) => String(index)}
        empty={<p>Nothing happened in this period.</p>}
        columns={[
          { name: 'When', cell: ({ line }) => <Moment at={line.at} /> },
          { name: 'What', cell: ({ line }) => inWords(line.event) },
          { name: 'Asset', cell: ({ line }) => line.asset?.name ?? '—' },
          {
            name: 'Amount',
            number: true,
            cell: ({ line }) => (
              <span className="amount">{sign(line) + shownMoney(line.money, line.token)}</span>
            ),
          },
          {
            name: 'Fee',
            number: true,
            cell: ({ line }) =>
              line.protocolFee === undefined ? '—' : shownMoney(line.protocolFee, line.token),
          },
          {
            name: 'Value',
            number: true,
            cell: ({ line }) =>
              line.fiat === undefined ? (line.note ?? '—') : `${line.fiat.value} ${line.fiat.currency}`,
          },
          { name: 'Transaction', cell: ({ line }) => <OnChain kind="tx" id={line.transaction} /> },
        ]}
      />
    </>
  );
}
