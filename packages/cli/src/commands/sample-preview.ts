import { listSamples, readSample } from '@atoll/sdk/make-sample';
import type { Command } from '../command.ts';
import { openMarket } from '../open-market.ts';
import { showSample } from '../show-sample.ts';

export const samplePreview: Command = {
  words: ['sample', 'preview'],
  summary: 'Show a sample with its statistics and first rows, or list the samples of a dataset',
  positionals: [
    { name: 'name', description: 'local name of the dataset at the provider' },
    { name: 'sample', description: 'the sample; all are listed unless given', optional: true },
  ],
  options: {},
  example: 'atoll sample preview reef reef-5f0c2a9d11b4',
  act: async (invocation) => {
    const [name = '', sample] = invocation.given.positionals;
    const market = await openMarket(invocation);
    if (sample !== undefined) {
      showSample(invocation, await readSample(market, { name, sample }));
      return 0;
    }
    const all = await listSamples(market, name);
    if (invocation.json) invocation.print(`${JSON.stringify(all)}\n`);
    for (const each of invocation.json ? [] : all)
      invocation.print(
        `${each.sample}  ${each.state}  epsilon ${each.statistics.epsilon}  ${each.createdAt}\n`,
      );
    return 0;
  },
};
