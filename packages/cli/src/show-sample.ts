import type { SampleView } from '@atoll/schemas/sample-api';
import type { Invocation } from './command.ts';

const shownRows = 5;

/** Shows a sample to its owner: what it cost, what is in it, how its first rows look. */
export function showSample({ print, json }: Pick<Invocation, 'print' | 'json'>, view: SampleView): void {
  if (json) {
    print(`${JSON.stringify(view)}\n`);
    return;
  }
  const { statistics, resembling } = view;
  print(
    `${view.sample} (${view.state}): epsilon ${statistics.epsilon}, at most ${statistics.rowsPerPerson} rows a person\n`,
  );
  print(
    `${resembling.records} records of the data are recognised in it; chance explains ${resembling.chance}\n`,
  );
  for (const table of statistics.tables) {
    const pairs = table.pairs.map(([parent, child]) => `${parent} and ${child}`).join(', ');
    print(
      `\n${table.path}: about ${table.rows} rows; drawn together: ${pairs === '' ? 'no columns' : pairs}\n`,
    );
    const preview = view.preview.find(({ path }) => path === table.path);
    if (preview !== undefined)
      for (const row of [preview.columns, ...preview.rows.slice(0, shownRows)])
        print(`  ${row.join(', ')}\n`);
  }
  if (statistics.omitted.length > 0) print(`\nnot in the sample: ${statistics.omitted.join(', ')}\n`);
}
