import { LongTextField, TextField } from '@atoll/ui/desk/fields.tsx';
import type { Draft } from '../draft.ts';
import { documentOf } from '../read-draft.ts';
import { StepForm, type StepInput } from './step.tsx';

/** What people read of it. */
export function AboutStep({ draft, change, onDone }: StepInput) {
  const { about } = draft;
  const set = (part: Partial<Draft['about']>) => change({ about: { ...about, ...part } });
  return (
    <StepForm read={() => documentOf(draft)} onDone={onDone}>
      <TextField label="Name" maxLength={200} value={about.name} onValue={(name) => set({ name })} />
      <LongTextField
        label="Description"
        hint="What it holds, how it came about, what it is good for"
        rows={8}
        maxLength={20_000}
        value={about.description}
        onValue={(description) => set({ description })}
      />
      <TextField
        label="Licence"
        hint="SPDX id such as CC-BY-4.0, or an address"
        value={about.license}
        onValue={(license) => set({ license })}
      />
      <TextField label="Version" value={about.version} onValue={(version) => set({ version })} />
      <TextField
        label={draft.kind === 'dataset' ? 'Creator' : 'Author'}
        value={about.creator}
        onValue={(creator) => set({ creator })}
      />
      <TextField
        label="Keywords"
        hint="Separated by commas"
        value={about.keywords}
        onValue={(keywords) => set({ keywords })}
      />
      {draft.kind === 'dataset' ? (
        <>
          <TextField label="How to cite it" value={about.citeAs} onValue={(citeAs) => set({ citeAs })} />
          <TextField label="Web page" value={about.url} onValue={(url) => set({ url })} />
          <Columns draft={draft} onChange={(columns) => set({ columns })} />
        </>
      ) : null}
    </StepForm>
  );
}

/** What each column means, in the owner's words. */
function Columns({
  draft,
  onChange,
}: {
  draft: Draft;
  onChange: (columns: Draft['about']['columns']) => void;
}) {
  const { columns } = draft.about;
  const files = draft.snapshot?.files ?? [];
  return files.map((file) =>
    file.columns === undefined ? null : (
      <details key={file.path}>
        <summary>
          What the {file.columns.length} columns of {file.path} mean
        </summary>
        {file.columns.map((column) => (
          <TextField
            key={column.name}
            label={
              <>
                {column.name} <span className="faint">{column.type}</span>
              </>
            }
            value={columns[file.path]?.[column.name] ?? ''}
            onValue={(meaning) =>
              onChange({ ...columns, [file.path]: { ...columns[file.path], [column.name]: meaning } })
            }
          />
        ))}
      </details>
    ),
  );
}
