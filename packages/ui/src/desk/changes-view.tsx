import type { ManifestChange } from '@atoll/schemas/desk';
import { DataTable } from '../data-table.tsx';

const parts: Readonly<Record<ManifestChange['part'], string>> = {
  outputs: 'What leaves',
  image: 'Image',
  onnx: 'ONNX file',
  entrypoint: 'Command',
  environment: 'Variables',
  workingDirectory: 'Working directory',
  parameters: 'Parameters',
  resources: 'Resources',
  maxSeconds: 'Time',
  providers: 'Providers',
  imageSource: 'Where the image lies',
};

const shown = (value: unknown) => (value === undefined ? '—' : JSON.stringify(value));

/** What differs from the version that was approved before, what matters most to privacy first. */
export function ChangesView({ changes }: { changes: readonly ManifestChange[] }) {
  return (
    <DataTable
      caption="Changes since the version that was approved last"
      rows={changes}
      keyOf={({ pointer, change }) => `${change} ${pointer}`}
      empty={<p>Nothing that runs or leaves is different from the version that was approved last.</p>}
      columns={[
        {
          name: 'Part',
          cell: ({ part, pointer, widens }) => (
            <>
              {parts[part]} {widens ? <span className="badge warn">allows more</span> : null}
              <br />
              <code>{pointer}</code>
            </>
          ),
        },
        { name: 'Before', cell: ({ before }) => <code className="old">{shown(before)}</code> },
        { name: 'Now', cell: ({ after }) => <code className="new">{shown(after)}</code> },
      ]}
    />
  );
}
