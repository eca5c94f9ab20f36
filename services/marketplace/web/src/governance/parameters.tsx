import type { Item } from '@atoll/schemas/indexer/resources';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { LinePlot } from '@atoll/ui/line-plot.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Field } from '@atoll/ui/field.tsx';
import {
  isRole,
  parameterFigure,
  parameterName,
  parameterValue,
  type TellsParameter,
} from './parameter-words.ts';

/** Parameters of a market are few; a list that never ends is none of them. */
const most = 300;

/** What governance decides as it stands, and how it came to that. */
export function Parameters() {
  const indexer = useIndexer();
  const query = useQuery({
    queryKey: ['parameters'],
    queryFn: () => upTo(most, indexer.parameters.every()),
  });
  return (
    <Loaded query={query} what="Reading the parameters">
      {(parameters) => (
        <>
          <ParameterTable parameters={parameters} />
          <History parameters={parameters} />
        </>
      )}
    </Loaded>
  );
}

export async function upTo<T>(count: number, items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}

const keyOf = ({ contract, name, subject }: TellsParameter) => `${contract} ${name} ${subject}`;

function ParameterTable({ parameters }: { parameters: readonly Item<'parameters'>[] }) {
  return (
    <>
      <Table
        caption="What governance decides, as it stands"
        rows={parameters.filter((row) => !isRole(row))}
      />
      <Table caption="Who may do what" rows={parameters.filter(isRole)} />
    </>
  );
}

function Table({ caption, rows }: { caption: string; rows: readonly Item<'parameters'>[] }) {
  const { addressBook } = useWebConfig();
  return (
    <DataTable
      caption={caption}
      rows={rows}
      keyOf={keyOf}
      empty="The indexer shows no parameter yet."
      columns={[
        { name: 'Parameter', cell: (row) => parameterName(addressBook, row) },
        { name: 'Now', cell: (row) => parameterValue(addressBook, row) },
        { name: 'Since', cell: ({ changedAt }) => <Moment at={changedAt} /> },
      ]}
    />
  );
}

function History({ parameters }: { parameters: readonly Item<'parameters'>[] }) {
  const { addressBook } = useWebConfig();
  const first = parameters.find(({ name }) => name === 'feeRate') ?? parameters[0];
  const [chosen, choose] = useState(first === undefined ? '' : keyOf(first));
  const parameter = parameters.find((each) => keyOf(each) === chosen);
  return (
    <section>
      <h2>History</h2>
      <Field label="Parameter">
        {(control) => (
          <select {...control} value={chosen} onChange={({ target }) => choose(target.value)}>
            {parameters.map((each) => (
              <option key={keyOf(each)} value={keyOf(each)}>
                {parameterName(addressBook, each)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {parameter === undefined ? null : <Changes key={chosen} parameter={parameter} />}
    </section>
  );
}

function Changes({ parameter }: { parameter: Item<'parameters'> }) {
  const indexer = useIndexer();
  const { addressBook } = useWebConfig();
  const { contract, name, subject } = parameter;
  const query = useQuery({
    queryKey: ['parameter-changes', contract, name],
    queryFn: () => upTo(most, indexer.parameterChanges.every({ contract, name })),
  });
  return (
    <Loaded query={query} what="Reading its history">
      {(changes) => {
        const own = changes.filter((change) => change.subject === subject);
        const points = own
          .flatMap((change) => {
            const y = parameterFigure(change);
            return y === undefined ? [] : [{ x: change.changedAt, y }];
          })
          .toReversed();
        return (
          <>
            {points.length > 1 ? (
              <LinePlot
                title={parameterName(addressBook, parameter)}
                series={[{ name, points }]}
                formatX={(x) => new Date(x * 1000).toISOString().slice(0, 10)}
                formatY={(y) => y.toLocaleString()}
                steps
              />
            ) : null}
            <DataTable
              caption="Every change, newest first"
              rows={own}
              keyOf={({ blockNumber, logIndex }) => `${blockNumber} ${logIndex}`}
              empty="It never changed."
              columns={[
                { name: 'When', cell: ({ changedAt }) => <Moment at={changedAt} /> },
                { name: 'Block', number: true, cell: ({ blockNumber }) => blockNumber },
                { name: 'Became', cell: (change) => parameterValue(addressBook, change) },
              ]}
            />
          </>
        );
      }}
    </Loaded>
  );
}
