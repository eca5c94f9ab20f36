import { Bytes32 } from '@atoll/schemas/ids';
import { answerDispute } from '@atoll/sdk/answer-dispute';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { digestOption, parsed } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const disputeAnswer: Command = {
  words: ['dispute', 'answer'],
  summary: 'Answer the dispute of a run, as its provider or the operator',
  positionals: [{ name: 'job', description: 'id of the run' }],
  options: {
    evidence: {
      type: 'string',
      value: '<digest>',
      description: 'sha-256 of a document that the arbiter can be shown, as 0x and 64 digits',
      required: true,
    },
  },
  example: 'atoll dispute answer 0x1f3a…77d0 --evidence 0x9c56…01be',
  act: async (invocation) => {
    const { given } = invocation;
    const jobId = parsed(Bytes32, given.positionals[0] ?? '', 'run');
    const evidence = digestOption(given, 'evidence');
    const receipt = await answerDispute(await openWallet(invocation), { jobId, evidence });
    tellSent(invocation, [{ what: `dispute of ${jobId} answered with ${evidence}`, receipt }]);
    return 0;
  },
};
