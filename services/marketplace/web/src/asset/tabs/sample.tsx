import type { Cid } from '@atoll/schemas/ids';
import type { DatasetDocument } from '@atoll/schemas/metadata/dataset';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { ForeignText, inertText } from '@atoll/ui/foreign-text.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { bytesInWords } from '../../../../src/pages/plain-words.ts';
import { fetchBlock } from '../../ipfs.ts';
import { parseCsv } from '../parse-csv.ts';
import { type ReadFile, readUnixfs } from '../read-unixfs.ts';

const shownRows = 12;
/** Of a file, what is looked at for its first rows. */
const headBytes = 256 << 10;

function useSample(cid: Cid | undefined) {
  return useQuery({
    queryKey: ['sample', cid],
    enabled: cid !== undefined,
    staleTime: Infinity,
    queryFn: ({ signal }) => (cid === undefined ? [] : readUnixfs(cid, (block) => fetchBlock(block, signal))),
  });
}

/** Rows that look like the data and are nobody's: to write an algorithm against. */
export default function SampleTab({ document }: { document: DatasetDocument }) {
  const { sample } = document.atoll;
  return (
    <>
      <p className="notice">
        These rows are synthetic. They were drawn from noisy statistics of the data, with differential
        privacy: no row is anybody’s. An algorithm that runs on them runs on the data.
      </p>
      <Loaded query={useSample(sample)} what="Fetching the sample and checking every block of it">
        {(files) => (
          <>
            {files.map((file) => (
              <SampleFile key={file.path} file={file} />
            ))}
            <p className="faint">
              All of it as one folder on IPFS: <code>{sample}</code>
            </p>
          </>
        )}
      </Loaded>
    </>
  );
}

function SampleFile({ file }: { file: ReadFile }) {
  const address = useMemo(() => URL.createObjectURL(new Blob([file.bytes])), [file]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  const name = inertText(file.path, 200);
  const [header = [], ...rows] = file.path.endsWith('.csv')
    ? parseCsv(new TextDecoder().decode(file.bytes.subarray(0, headBytes)), shownRows + 1)
    : [];
  return (
    <>
      <h2>{name}</h2>
      {header.length === 0 ? (
        <p className="faint">Not a table.</p>
      ) : (
        <DataTable
          caption={`First ${rows.length} rows of ${name}`}
          rows={rows.map((cells, index) => ({ cells, index }))}
          keyOf={({ index }) => String(index)}
          empty="It has no rows."
          columns={header.map((column, at) => ({
            name: inertText(column, 60),
            cell: ({ cells }: { cells: string[] }) => <ForeignText text={cells[at] ?? ''} most={80} />,
          }))}
        />
      )}
      <p>
        <a className="button small" href={address} download={name.split('/').at(-1) ?? 'sample'}>
          Save {name} ({bytesInWords(file.bytes.byteLength)})
        </a>
      </p>
    </>
  );
}
