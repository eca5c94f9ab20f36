import type { Cid } from '@atoll/schemas/ids';
import type { CroissantField, DatasetDocument } from '@atoll/schemas/metadata/dataset';
import { type ColumnStatistics, StatisticsDocument } from '@atoll/schemas/metadata/statistics';
import { Button } from '@atoll/ui/button.tsx';
import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bytesInWords, typeNames } from '../../../../src/pages/plain-words.ts';
import { formatName } from '../../../../src/web/words.ts';
import { fetchBlock } from '../../ipfs.ts';
import { ColumnPlot } from '../column-plot.tsx';

/** Columns of a table that are shown before somebody asks for more. */
const someColumns = 60;

/** The statistics that a dataset was published with, verified against their CID. */
function useStatistics(cid: Cid | undefined) {
  return useQuery({
    queryKey: ['statistics', cid],
    enabled: cid !== undefined,
    staleTime: Infinity,
    queryFn: async ({ signal }) =>
      cid === undefined
        ? null
        : StatisticsDocument.parse(JSON.parse(new TextDecoder().decode(await fetchBlock(cid, signal)))),
  });
}

/** Columns of each table, with statistics where the owner published them. */
export function DataTab({ document }: { document: DatasetDocument }) {
  const statistics = useStatistics(document.atoll.statistics);
  const known = statistics.data ?? undefined;
  return (
    <>
      {document.atoll.statistics === undefined ? (
        <p className="faint">Its owner has published no statistics; the columns are named below.</p>
      ) : null}
      {statistics.isLoading ? <Loading what="Reading the statistics" /> : null}
      {statistics.isError ? (
        <ErrorNotice error={statistics.error} onRetry={() => void statistics.refetch()} />
      ) : null}
      {known === undefined ? null : (
        <p className="notice">
          These statistics are differentially private (epsilon {known.epsilon}): noise hides every single
          person, so each figure is near the truth and none is exact. No value of the data stands here.
        </p>
      )}
      {document.recordSet.map((table) => (
        <Table key={table['@id']} name={table.name} fields={table.field} statistics={known} />
      ))}
      <h2>Files</h2>
      <ul className="rules card">
        {document.distribution.slice(0, 50).map((file) => (
          <li key={file['@id']}>
            <ForeignText text={file.name} /> · {formatName(file.encodingFormat)} ·{' '}
            {bytesInWords(Number(file.contentSize.replace(' B', '')))}
          </li>
        ))}
        {document.distribution.length > 50 ? <li>and {document.distribution.length - 50} more</li> : null}
      </ul>
    </>
  );
}

function statisticsOf(
  statistics: StatisticsDocument | undefined,
  field: CroissantField,
): ColumnStatistics | undefined {
  const file = field.source.fileObject['@id'];
  const tables = statistics?.tables ?? [];
  const table = tables.find(({ path }) => path === file) ?? (tables.length === 1 ? tables[0] : undefined);
  return table?.columns.find(({ name }) => name === field.source.extract.column);
}

function Table(input: {
  name: string;
  fields: readonly CroissantField[];
  statistics: StatisticsDocument | undefined;
}) {
  const { name, fields, statistics } = input;
  const [all, setAll] = useState(false);
  const shown = all ? fields : fields.slice(0, someColumns);
  return (
    <>
      <h2>
        <ForeignText text={name} most={100} />
      </h2>
      <div className="wide" tabIndex={0} role="region" aria-label={`Columns of ${name.slice(0, 100)}`}>
        <table>
          <caption>{fields.length} columns</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Type</th>
              <th scope="col">Meaning</th>
              {statistics === undefined ? null : <th scope="col">How values lie</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((field) => (
              <tr key={field['@id']}>
                <th scope="row">
                  <code>
                    <ForeignText text={field.name} most={200} />
                  </code>
                </th>
                <td>{typeNames[field.dataType]}</td>
                <td>
                  <ForeignText text={field.description ?? ''} most={300} />
                </td>
                {statistics === undefined ? null : (
                  <td>
                    <ColumnPlot name={field.name} column={statisticsOf(statistics, field)} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {fields.length > shown.length ? (
        <Button small onClick={() => setAll(true)}>
          All {fields.length} columns
        </Button>
      ) : null}
    </>
  );
}
