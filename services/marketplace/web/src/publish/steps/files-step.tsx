import { type DatasetSnapshot } from '@atoll/schemas/provider-api';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { bytesInWords } from '@atoll/ui/desk/bytes.ts';
import { SelectField, TextField } from '@atoll/ui/desk/fields.tsx';
import { ActStatus } from '@atoll/ui/use-act.tsx';
import { ChooseSample } from './choose-sample.tsx';
import { HowFar } from './how-far.tsx';
import { type Paired, WithProvider } from './paired.tsx';
import { SourceFields } from './source-fields.tsx';
import { type StepInput, Wrong } from './step.tsx';
import { useRegistration } from './use-registration.ts';

/** Has the provider take a snapshot of the files. They go from their source to the provider and nowhere else. */
export function FilesStep(input: StepInput) {
  return (
    <WithProvider url={input.draft.providerUrl}>
      {(paired) => <Register {...input} paired={paired} />}
    </WithProvider>
  );
}

const kinds = [
  ['folder', 'a folder of the provider’s machine'],
  ['file', 'one file of the provider’s machine'],
  ['s3', 'a bucket (S3)'],
  ['http', 'files behind web addresses'],
  ['postgres', 'a query of a Postgres database'],
] as const;

function Register(input: StepInput & { paired: Paired }) {
  const { draft, change, onDone, paired } = input;
  const { registering, wrong, progress } = useRegistration(input);
  const { source } = draft;
  if (draft.snapshot !== undefined) {
    return (
      <>
        <Registered snapshot={draft.snapshot} />
        <ChooseSample
          paired={paired}
          name={draft.snapshot.name}
          sample={draft.sample}
          onSample={(sample) => change({ sample })}
        />
        <p className="row">
          <Button look="main" onClick={onDone}>
            Continue
          </Button>
          <Button onClick={() => change({ snapshot: undefined })}>Register other files</Button>
        </p>
      </>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void registering.run();
      }}
    >
      <TextField
        label="Local name"
        hint="At your provider only: lower-case letters, digits and -. A name that is known there gets another version."
        value={draft.localName}
        onValue={(localName) => change({ localName })}
      />
      <SelectField
        label="The files are"
        value={source.kind}
        onValue={(value) => {
          const kind = kinds.map(([each]) => each).find((each) => each === value) ?? 'folder';
          change({ source: { ...source, kind } });
        }}
        options={kinds}
      />
      <SourceFields source={source} onChange={(next) => change({ source: next })} />
      {wrong.length === 0 ? null : <Wrong wrong={wrong} />}
      <Button type="submit" look="main" busy={registering.act.state === 'running'}>
        Register the files
      </Button>
      {progress === undefined ? <ActStatus act={registering.act} /> : <HowFar progress={progress} />}
    </form>
  );
}

/** What the provider has registered. */
export function Registered({ snapshot }: { snapshot: DatasetSnapshot }) {
  return (
    <>
      <p className="notice good" role="status">
        Registered as <code>{snapshot.snapshot}</code>: {bytesInWords(snapshot.bytes)}. The salted commitment
        is <code>{snapshot.commitment.cid}</code>; nobody can confirm a guess of the content by it.
      </p>
      <DataTable
        caption="Files"
        rows={snapshot.files}
        keyOf={({ path }) => path}
        empty={<p>No files.</p>}
        columns={[
          { name: 'File', cell: ({ path }) => path },
          { name: 'Size', number: true, cell: ({ bytes }) => bytesInWords(bytes) },
          { name: 'Rows', number: true, cell: ({ rows }) => rows ?? '—' },
          { name: 'Columns', number: true, cell: ({ columns }) => columns?.length ?? '—' },
        ]}
      />
    </>
  );
}
