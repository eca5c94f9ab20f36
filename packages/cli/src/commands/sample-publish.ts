import { publishSample } from '@atoll/sdk/make-sample';
import type { Command } from '../command.ts';
import { openMarket } from '../open-market.ts';

export const samplePublish: Command = {
  words: ['sample', 'publish'],
  summary: 'Make a sample public for good and print the CIDs that the metadata document names',
  positionals: [
    { name: 'name', description: 'local name of the dataset at the provider' },
    { name: 'sample', description: 'the draft, as sample make named it' },
  ],
  options: {},
  example: 'atoll sample publish reef reef-5f0c2a9d11b4',
  act: async (invocation) => {
    const [name = '', sample = ''] = invocation.given.positionals;
    const { published } = await publishSample(await openMarket(invocation), { name, sample });
    if (invocation.json) invocation.print(`${JSON.stringify(published)}\n`);
    else {
      invocation.print(
        `sample      ${published?.sample ?? ''}\nstatistics  ${published?.statistics ?? ''}\n`,
      );
      if (published?.note !== undefined) invocation.report(`note: ${published.note}\n`);
    }
    return 0;
  },
};
