import { Button } from '@atoll/ui/button.tsx';
import { SelectField, TextField } from '@atoll/ui/desk/fields.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { ActStatus } from '@atoll/ui/use-act.tsx';
import { useState } from 'react';
import { ChooseSample } from './choose-sample.tsx';
import { HowFar } from './how-far.tsx';
import { KeepFiles, useStanding } from './keep-files.tsx';
import { type Paired, WithProvider } from './paired.tsx';
import { Registered } from './registered.tsx';
import { SourceFields } from './source-fields.tsx';
import { type StepInput, Wrong } from './step.tsx';
import { useRegistration } from './use-registration.ts';

/** Has the provider take a snapshot of the files. They go from their source to the provider and nowhere else. */
export function FilesStep(input: StepInput) {
  return (
    <WithProvider url={input.draft.providerUrl}>
      {(paired) => <Files {...input} paired={paired} />}
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

function Files(input: StepInput & { paired: Paired }) {
  const { draft, change, onDone, paired } = input;
  const [other, setOther] = useState(false);
  const standing = useStanding(paired, draft.revises);
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
  if (draft.revises === undefined || draft.registering || other) return <Register {...input} />;
  return (
    <Loaded query={standing} what="Asking the provider for the files of this dataset">
      {(found) =>
        found === null ? (
          <Register {...input} />
        ) : (
          <KeepFiles
            paired={paired}
            draft={draft}
            standing={found}
            onSnapshot={(snapshot) => change({ snapshot, localName: snapshot.name })}
            onOther={() => {
              // A version under another name would be refused: the guard's policy goes by it.
              change({ localName: found.name });
              setOther(true);
            }}
          />
        )
      }
    </Loaded>
  );
}

function Register(input: StepInput & { paired: Paired }) {
  const { draft, change } = input;
  const { registering, wrong, progress } = useRegistration(input);
  const { source } = draft;
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
