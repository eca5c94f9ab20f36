import { readLedger } from '@atoll/sdk/read-ledger';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { bytesInWords } from '@atoll/ui/desk/bytes.ts';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Page } from '@atoll/ui/page.tsx';
import type { LedgerEntry, LedgerPage } from '@atoll/schemas/ledger';
import { Fragment } from 'react';
import { ChooseDataset } from '../desk/choose-dataset.tsx';
import { Desk, type DeskSession } from '../desk/desk.tsx';
import { Usage } from './usage.tsx';

/** Releases that are read for the plot. */
const most = 200;

export default function RunsPage() {
  return (
    <Page title="Runs" lead="Who ran what, what left your data, and how much of your limits is spent.">
      <Desk who="custodian" purpose="to see who ran what">
        {(session) => (
          <>
            <ChooseDataset session={session}>
              {(name) => <Ledger key={name} session={session} name={name} />}
            </ChooseDataset>
            <Usage session={session} />
          </>
        )}
      </Desk>
    </Page>
  );
}

function Ledger({ session, name }: { session: DeskSession; name: string }) {
  const ledger = useDesk(
    session.market,
    ['ledger', name],
    (desk) => readLedger(desk, { name, limit: most }),
    {
      everyMs: 30_000,
    },
  );
  return (
    <section aria-labelledby="ledger">
      <h2 id="ledger">What has left, and what may</h2>
      <Loaded query={ledger} what="Reading the ledger">
        {(page) => (
          <>
            <Budget page={page} />
            <DataTable
              caption={`Releases, newest first${page.next === undefined ? '' : `, the last ${most}`}`}
              rows={page.releases}
              keyOf={({ id }) => String(id)}
              empty={<p>Nothing of this dataset was encrypted to anybody yet.</p>}
              columns={[
                { name: 'When', cell: ({ at }) => <Moment at={at} /> },
                { name: 'Run', cell: ({ jobId }) => <code title={jobId}>{shorten(jobId)}</code> },
                { name: 'Buyer', cell: ({ buyer }) => <OnChain id={buyer} /> },
                {
                  name: 'Algorithm',
                  cell: ({ algorithm }) => (
                    <code title={algorithm.metadataDigest}>{shorten(algorithm.metadataDigest)}</code>
                  ),
                },
                { name: 'Outputs', cell: ({ outputs }) => outputs.map((output) => output.name).join(', ') },
                {
                  name: 'State',
                  cell: ({ state, repeated }) =>
                    `${releaseWords(state)}${repeated ? ', the same as before' : ''}`,
                },
                { name: 'Size', number: true, cell: ({ bytes }) => bytesInWords(bytes) },
              ]}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}

const partWords: readonly (readonly [keyof LedgerPage['budget']['parts'], string])[] = [
  ['left', 'Has left'],
  ['underWay', 'Under way now'],
  ['held', 'Held for review'],
  ['unserved', 'Encrypted, and never served'],
  ['keptBack', 'Kept back; counts no more'],
];

/** What became of an entry: it is written before the encryption, so not each of them left. */
function releaseWords(state: LedgerEntry['state']): string {
  if (state === 'released' || state === 'disputed' || state === 'ruled') return 'has left';
  if (state === 'running' || state === 'delivering' || state === 'settling') return 'under way';
  if (state === 'output_review') return 'held for review';
  return `never served: the run ended ${state}`;
}

function Budget({ page }: { page: LedgerPage }) {
  const { releasedBytes, maxReleasedBytes, leftBytes, parts } = page.budget;
  const inOrder = page.releases.toReversed();
  const counted = inOrder.map(({ at, bytes, repeated }) => ({ at, bytes: repeated ? 0 : bytes }));
  const before = releasedBytes - counted.reduce((sum, { bytes }) => sum + bytes, 0);
  const points = counted.map(({ at }, index) => ({
    x: Date.parse(at) / 1000,
    y: before + counted.slice(0, index + 1).reduce((sum, { bytes }) => sum + bytes, 0),
  }));
  return (
    <>
      <p>
        {bytesInWords(releasedBytes)} count against your budget
        {maxReleasedBytes === undefined
          ? '; you set none.'
          : ` of ${bytesInWords(maxReleasedBytes)}; ${bytesInWords(leftBytes ?? 0)} more may leave.`}
      </p>
      <dl className="facts">
        {partWords.map(([part, words]) =>
          parts[part] === 0 && part !== 'left' ? null : (
            <Fragment key={part}>
              <dt>{words}</dt>
              <dd>{bytesInWords(parts[part])}</dd>
            </Fragment>
          ),
        )}
      </dl>
      <LinePlot
        title="Bytes that were encrypted to buyers"
        series={[
          { name: 'encrypted to buyers', points },
          ...(maxReleasedBytes === undefined
            ? []
            : [{ name: 'budget', points: points.map(({ x }) => ({ x, y: maxReleasedBytes })) }]),
        ]}
        formatX={(x) => new Date(x * 1000).toISOString().slice(0, 10)}
        formatY={bytesInWords}
        steps
      />
    </>
  );
}
