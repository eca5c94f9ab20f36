import type { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { bytesInWords } from '@atoll/ui/desk/bytes.ts';

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
