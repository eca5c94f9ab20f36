import { LongTextField, SelectField, TextField } from '@atoll/ui/desk/fields.tsx';
import type { Draft } from '../draft.ts';
import { manifestOf, type Read } from '../read-draft.ts';
import { OnnxUpload } from './onnx-upload.tsx';
import { StepForm, type StepInput } from './step.tsx';

/** What runs: a container image by digest, or an ONNX file. */
export function ProgramStep({ draft, change, onDone }: StepInput) {
  const { program, kind, derived } = draft;
  const set = (part: Partial<Draft['program']>) => change({ program: { ...program, ...part } });
  const isModel = kind === 'model';
  return (
    <StepForm read={() => check(draft)} onDone={onDone}>
      {isModel || derived !== undefined ? null : (
        <SelectField
          label="It is"
          value={program.form}
          onValue={(value) => set({ form: value === 'ipfs' || value === 'onnx' ? value : 'registry' })}
          options={[
            ['registry', 'a container image in a registry'],
            ['ipfs', 'a container image on IPFS'],
            ['onnx', 'an ONNX file'],
          ]}
        />
      )}
      {derived !== undefined && (isModel || program.form === 'onnx') ? (
        <p className="notice good">
          The ONNX file is <code>{derived.output.name}</code> of your run, {program.onnxSize} bytes:{' '}
          <code>{program.onnxCid}</code>
        </p>
      ) : isModel || program.form === 'onnx' ? (
        <OnnxUpload
          cid={program.onnxCid}
          size={program.onnxSize}
          onChange={(cid, size) => set({ onnxCid: cid, onnxSize: size })}
        />
      ) : (
        <ImageFields program={program} set={set} />
      )}
      {isModel ? null : <NeedsFields program={program} set={set} />}
    </StepForm>
  );
}

function check(draft: Draft): Read<unknown> {
  if (draft.kind !== 'model') return manifestOf(draft);
  const { onnxCid, onnxSize } = draft.program;
  return onnxCid !== '' && Number(onnxSize) > 0
    ? { value: onnxCid }
    : { wrong: ['Choose an ONNX file, or write its CID and its size.'] };
}

interface Part {
  program: Draft['program'];
  set: (part: Partial<Draft['program']>) => void;
}

function ImageFields({ program, set }: Part) {
  return (
    <>
      {program.form === 'registry' ? (
        <>
          <TextField
            label="Repository"
            hint="e.g. registry.example/you/train, without a tag"
            value={program.repository}
            onValue={(repository) => set({ repository })}
          />
          <TextField
            label="Digest of the image’s manifest"
            hint="sha256: and 64 hexadecimal digits; owners approve exactly this image"
            value={program.digest}
            onValue={(digest) => set({ digest })}
          />
        </>
      ) : (
        <LongTextField
          label="The image, as JSON"
          hint="manifestDigest, manifest (CID) and blobs (digest, size, mediaType, cid), as exportImage of the SDK gives them"
          rows={6}
          value={program.imageText}
          onValue={(imageText) => set({ imageText })}
        />
      )}
      <LongTextField
        label="Command"
        hint="The absolute path of the program, then its arguments, one on a line; what the image says of itself is ignored"
        rows={3}
        value={program.entrypoint}
        onValue={(entrypoint) => set({ entrypoint })}
      />
      <LongTextField
        label="Variables"
        hint="NAME=value on a line each"
        rows={2}
        value={program.environment}
        onValue={(environment) => set({ environment })}
      />
    </>
  );
}

function NeedsFields({ program, set }: Part) {
  return (
    <>
      <LongTextField
        label="Parameters"
        hint="JSON Schema (2020-12) of what a buyer may set"
        rows={6}
        value={program.parameters}
        onValue={(parameters) => set({ parameters })}
      />
      <LongTextField
        label="What it leaves"
        hint="Name, type (json, csv, onnx, text) and most bytes, a file on a line; anything else ends a run as failed"
        rows={3}
        value={program.outputs}
        onValue={(outputs) => set({ outputs })}
      />
      <div className="grid">
        <TextField label="CPUs" inputMode="decimal" value={program.cpus} onValue={(cpus) => set({ cpus })} />
        <TextField
          label="Memory"
          hint="e.g. 512 MiB"
          value={program.memory}
          onValue={(memory) => set({ memory })}
        />
        <TextField label="GPUs" inputMode="numeric" value={program.gpus} onValue={(gpus) => set({ gpus })} />
        <TextField
          label="Most seconds"
          inputMode="numeric"
          value={program.maxSeconds}
          onValue={(maxSeconds) => set({ maxSeconds })}
        />
      </div>
      <TextField
        label="Providers"
        hint="Addresses on which it may run; empty: any"
        value={program.providers}
        onValue={(providers) => set({ providers })}
      />
    </>
  );
}
