import type { DatasetSnapshot } from '@atoll/schemas/provider-api';
import type { SampleView } from '@atoll/schemas/sample-api';
import { deleteSample, listSamples, makeSample, publishSample } from '@atoll/sdk/make-sample';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { TextField } from '@atoll/ui/desk/fields.tsx';
import { useDesk, useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useState } from 'react';
import type { DeskSession } from '../desk/desk.tsx';
import { ColumnDomains } from './column-domains.tsx';
import { readDomains, type TypedDomains } from './read-domains.ts';
import { UsedDomains } from './used-domains.tsx';

interface Part {
  session: DeskSession;
  name: string;
}

/** Synthetic samples: drafts that nobody else sees, and what was published. */
export function Samples({ session, name, files }: Part & { files: DatasetSnapshot['files'] }) {
  const samples = useDesk(session.market, ['samples', name], (desk) => listSamples(desk, name));
  return (
    <section aria-labelledby="samples">
      <h2 id="samples">Synthetic samples</h2>
      <Loaded query={samples} what="Reading the samples">
        {(found) =>
          found.length === 0 ? (
            <p className="notice">No sample was made yet.</p>
          ) : (
            <div className="stack">
              {found.map((sample) => (
                <SampleCard key={sample.sample} session={session} name={name} sample={sample} />
              ))}
            </div>
          )
        }
      </Loaded>
      <Make session={session} name={name} files={files} />
    </section>
  );
}

function Make({ session, name, files }: Part & { files: DatasetSnapshot['files'] }) {
  const [epsilon, setEpsilon] = useState('1');
  const [perPerson, setPerPerson] = useState('1');
  const [typed, setTyped] = useState<TypedDomains>({});
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const changed = useDeskChanged();
  const making = useAct(async (say) => {
    const read = readDomains(typed);
    setWrong('wrong' in read ? read.wrong : []);
    if ('wrong' in read) return false;
    say('Sign in your wallet; the provider then reads the tables and makes the sample');
    try {
      await makeSample(session.market, {
        name,
        epsilon: Number(epsilon),
        rowsPerPerson: Number(perPerson),
        domains: read.domains,
      });
    } finally {
      // What a refused sample has cost is spent, too.
      await changed();
    }
    return true;
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void making.run();
      }}
    >
      <h3>Make a sample</h3>
      <p>
        Made-up rows that resemble yours, with differential privacy. What you say of a column below costs
        nothing and makes the sample better; bounds that you leave out are found with noise. What it costs is
        booked for good, also if you delete the draft.
      </p>
      <div className="grid">
        <TextField
          label="What it may cost (ε)"
          inputMode="decimal"
          required
          value={epsilon}
          onValue={setEpsilon}
        />
        <TextField
          label="Most rows that one person has"
          inputMode="numeric"
          required
          value={perPerson}
          onValue={setPerPerson}
        />
      </div>
      <ColumnDomains files={files} typed={typed} onTyped={setTyped} />
      {wrong.length === 0 ? null : (
        <div className="notice bad" role="alert">
          <ul>
            {wrong.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </div>
      )}
      <Button type="submit" busy={making.act.state === 'running'}>
        Make a draft
      </Button>
      <ActStatus
        act={making.act}
        {...(making.act.state === 'done' && making.act.result
          ? { done: 'The draft is made: look at it before you publish it.' }
          : {})}
      />
    </form>
  );
}

function SampleCard({ session, name, sample }: Part & { sample: SampleView }) {
  const changed = useDeskChanged();
  const acting = useAct(async (say, what: 'publish' | 'delete') => {
    say('Sign it in your wallet');
    const which = { name, sample: sample.sample };
    await (what === 'publish' ? publishSample(session.market, which) : deleteSample(session.market, which));
    await changed();
  });
  const busy = acting.act.state === 'running';
  return (
    <article className="card">
      <h3>
        Sample of <Moment at={sample.createdAt} />{' '}
        <span className={`badge ${sample.state === 'published' ? 'good' : ''}`}>{sample.state}</span>
      </h3>
      <p>
        {sample.resembling.records} of its rows resemble records of the dataset; chance explains{' '}
        {sample.resembling.chance}.
      </p>
      <UsedDomains statistics={sample.statistics} />
      {sample.preview.map((table) => (
        <DataTable
          key={table.path}
          caption={`First rows of ${table.path}`}
          rows={table.rows.map((cells, index) => ({ cells, index }))}
          keyOf={({ index }) => String(index)}
          empty={<p>No rows.</p>}
          columns={table.columns.map((column, at) => ({
            name: column,
            cell: ({ cells }: { cells: readonly string[] }) => cells[at] ?? '',
          }))}
        />
      ))}
      {sample.published === undefined ? (
        <p className="row">
          <Button look="main" busy={busy} onClick={() => void acting.run('publish')}>
            Publish for good
          </Button>
          <Button busy={busy} onClick={() => void acting.run('delete')}>
            Delete the draft
          </Button>
        </p>
      ) : (
        <p>
          Public as <code>{sample.published.sample}</code>; statistics{' '}
          <code>{sample.published.statistics}</code>. Name both in a new version of the dataset.
        </p>
      )}
      <ActStatus act={acting.act} />
    </article>
  );
}
