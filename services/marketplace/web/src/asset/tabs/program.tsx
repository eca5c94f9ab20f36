import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import type { AlgorithmDocument } from '@atoll/schemas/metadata/algorithm';
import type { ModelDocument } from '@atoll/schemas/metadata/model';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { algorithmFacts, bytesInWords, modelFacts } from '../../../../src/pages/plain-words.ts';
import { formatName } from '../../../../src/web/words.ts';

type Manifest = AlgorithmDocument['atoll']['manifest'];

/** What runs, what it takes and what it leaves. */
export function ProgramTab(input: { asset: CatalogueEntry; document: AlgorithmDocument | ModelDocument }) {
  const { asset, document } = input;
  if (document.atoll.kind === 'model') {
    return (
      <ul className="rules card">
        {modelFacts(asset, document.atoll.onnx).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    );
  }
  const { manifest } = document.atoll;
  return (
    <>
      <ul className="rules card">
        {algorithmFacts(asset, manifest).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <h2>What it gives</h2>
      <DataTable
        caption="Outputs, beside which nothing may leave"
        rows={manifest.outputs}
        keyOf={({ name }) => name}
        empty="It gives nothing."
        columns={[
          { name: 'File', cell: ({ name }) => <code>{name}</code> },
          { name: 'Type', cell: ({ type }) => formatName(type) },
          { name: 'At most', cell: ({ maxBytes }) => bytesInWords(maxBytes), number: true },
          {
            name: 'What it is',
            cell: ({ description }) => <ForeignText text={description ?? ''} most={500} />,
          },
        ]}
      />
      <h2>Parameters</h2>
      <Parameters schema={manifest.parameters} />
      <h2>What runs</h2>
      <Program manifest={manifest} />
    </>
  );
}

/** Guarantee: an object of JSON, whose properties may be anything. */
const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const words = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function rangeOf(property: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(property['enum'])) return property['enum'].map(words).join(', ');
  const { minimum, maximum } = property;
  if (minimum === undefined && maximum === undefined) return '';
  if (maximum === undefined) return `from ${words(minimum)}`;
  return minimum === undefined ? `to ${words(maximum)}` : `${words(minimum)} to ${words(maximum)}`;
}

function Parameters({ schema }: { schema: Readonly<Record<string, unknown>> }) {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const rows = Object.entries(asRecord(schema['properties'])).map(([name, property]) => ({
    name,
    ...asRecord(property),
    required: required.includes(name),
  }));
  return (
    <DataTable
      caption="What a buyer may set"
      rows={rows}
      keyOf={({ name }) => name}
      empty="It takes no parameters."
      columns={[
        { name: 'Name', cell: ({ name }) => <ForeignText text={name} most={100} /> },
        { name: 'Type', cell: (row) => <ForeignText text={words(asRecord(row)['type'])} most={100} /> },
        { name: 'Values', cell: (row) => <ForeignText text={rangeOf(asRecord(row))} most={200} /> },
        { name: 'Needed', cell: (row) => (row.required ? 'yes' : 'no') },
        {
          name: 'What it does',
          cell: (row) => <ForeignText text={words(asRecord(row)['description'] ?? '')} most={300} />,
        },
      ]}
    />
  );
}

function Program({ manifest }: { manifest: Manifest }) {
  const { image, onnx } = manifest;
  return (
    <dl className="facts card">
      {image === undefined ? null : (
        <>
          <dt>Image</dt>
          <dd>
            <code>{image.manifestDigest}</code>
            {image.repository === undefined ? null : (
              <>
                {' '}
                from <ForeignText text={image.repository} />
              </>
            )}
          </dd>
          <dt>Program</dt>
          <dd>
            <code>
              <ForeignText text={(manifest.entrypoint ?? []).join(' ')} most={500} />
            </code>
          </dd>
        </>
      )}
      {onnx === undefined ? null : (
        <>
          <dt>ONNX model</dt>
          <dd>
            <code>{onnx.cid}</code>, {bytesInWords(onnx.size)}
          </dd>
        </>
      )}
    </dl>
  );
}
