import { LongTextField, TextField } from '@atoll/ui/desk/fields.tsx';
import type { Draft } from '../draft.ts';

/** Where the files are, by kind of source. Credentials are named, never typed here. */
export function SourceFields({
  source,
  onChange,
}: {
  source: Draft['source'];
  onChange: (source: Draft['source']) => void;
}) {
  const set = (part: Partial<Draft['source']>) => onChange({ ...source, ...part });
  switch (source.kind) {
    case 'folder':
    case 'file':
      return (
        <TextField
          label="Path"
          hint="On the provider’s machine, below one of its data folders"
          value={source.path}
          onValue={(path) => set({ path })}
        />
      );
    case 's3':
      return (
        <>
          <TextField
            label="Service"
            hint="e.g. https://s3.eu-central-1.amazonaws.com"
            value={source.endpoint}
            onValue={(endpoint) => set({ endpoint })}
          />
          <TextField label="Region" value={source.region} onValue={(region) => set({ region })} />
          <TextField label="Bucket" value={source.bucket} onValue={(bucket) => set({ bucket })} />
          <TextField
            label="Prefix"
            hint="empty: the whole bucket"
            value={source.prefix}
            onValue={(prefix) => set({ prefix })}
          />
          <TextField
            label="Name of the credentials"
            hint="As the provider’s configuration has it. The credentials themselves never come here."
            value={source.credential}
            onValue={(credential) => set({ credential })}
          />
        </>
      );
    case 'http':
      return (
        <LongTextField
          label="Addresses"
          hint="One on a line"
          rows={4}
          value={source.urls}
          onValue={(urls) => set({ urls })}
        />
      );
    case 'postgres':
      return (
        <>
          <TextField
            label="Name of the connection"
            hint="As the provider’s configuration has it"
            value={source.connection}
            onValue={(connection) => set({ connection })}
          />
          <LongTextField
            label="Query"
            hint="One select; its result becomes the dataset"
            rows={4}
            value={source.query}
            onValue={(query) => set({ query })}
          />
        </>
      );
  }
}
