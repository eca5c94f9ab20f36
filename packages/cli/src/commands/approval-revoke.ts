import { revokeAlgorithm } from '@atoll/sdk/approve-algorithm';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { algorithmDigestOf, tokenIdOf } from '../parse-asset.ts';
import { tellSent } from '../tell-sent.ts';

export const approvalRevoke: Command = {
  words: ['approval', 'revoke'],
  summary:
    'Take an approval back at once, as the owner of the dataset; orders that have not started are refunded',
  positionals: [],
  options: {
    dataset: {
      type: 'string',
      value: '<id>',
      description: 'token number or CAIP-19 id of the dataset',
      required: true,
    },
    algorithm: {
      type: 'string',
      value: '<id>',
      description: 'token number or CAIP-19 id of the algorithm',
      required: true,
    },
    version: {
      type: 'string',
      value: '<digest>',
      description: 'CID or digest of the metadata document that was approved; the current one unless given',
    },
  },
  example: 'atoll approval revoke --dataset 42 --algorithm 57',
  act: async (invocation) => {
    const { dataset = '', algorithm = '', version = algorithm } = invocation.given.text;
    const [datasetId, algorithmId] = [tokenIdOf(dataset), tokenIdOf(algorithm)];
    const wallet = await openWallet(invocation);
    const metadataDigest = await algorithmDigestOf(wallet.chain, version);
    const receipt = await revokeAlgorithm(wallet, { datasetId, algorithmId, metadataDigest });
    const what = `version ${metadataDigest} of algorithm ${algorithmId} off dataset ${datasetId}`;
    tellSent(invocation, [{ what, receipt }]);
    return 0;
  },
};
