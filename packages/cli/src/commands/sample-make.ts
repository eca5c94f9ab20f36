import { MakeSample } from '@atoll/schemas/sample-api';
import { makeSample } from '@atoll/sdk/make-sample';
import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';
import { openMarket } from '../open-market.ts';
import { readJsonFile } from '../read-input.ts';
import { showSample } from '../show-sample.ts';

export const sampleMake: Command = {
  words: ['sample', 'make'],
  summary: 'Make a synthetic sample of a registered dataset as a draft; the epsilon is booked for good',
  positionals: [{ name: 'name', description: 'local name of the dataset at the provider' }],
  options: {
    epsilon: {
      type: 'string',
      value: '<number>',
      description: 'what it may cost one person',
      required: true,
    },
    rows: {
      type: 'string',
      value: '<count>',
      description: 'rows of each table; as many as the data, with noise, unless given',
    },
    'rows-per-person': {
      type: 'string',
      value: '<count>',
      description: 'most rows that one person has; 1 unless given',
    },
    domains: {
      type: 'string',
      value: '<file>',
      description: 'JSON file: by file and column, what values there may be',
    },
    snapshot: {
      type: 'string',
      value: '<id>',
      description: 'a snapshot of the dataset; the newest unless given',
    },
  },
  example: 'atoll sample make reef --epsilon 1 --domains domains.json',
  act: async (invocation) => {
    const { positionals, text } = invocation.given;
    const { domains, rows, snapshot } = text;
    const market = await openMarket(invocation);
    const draft = await makeSample(market, {
      name: positionals[0] ?? '',
      epsilon: numberOf('epsilon', text['epsilon'] ?? ''),
      rowsPerPerson: numberOf('rows-per-person', text['rows-per-person'] ?? '1'),
      ...(rows === undefined ? {} : { rows: numberOf('rows', rows) }),
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(domains === undefined ? {} : { domains: await readJsonFile(domains, MakeSample.shape.domains) }),
    });
    showSample(invocation, draft);
    return 0;
  },
};

function numberOf(option: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`--${option} ${text} is no number`);
  return Number(text);
}
