import { AssetState, assetStates } from '@atoll/schemas/asset';
import { setState } from '@atoll/sdk/set-state';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { tokenIdOf } from '../parse-asset.ts';
import { parsed } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const assetState: Command = {
  words: ['asset', 'state'],
  summary: 'Pause an asset, sell it again, or retire it for good, as its owner',
  positionals: [
    { name: 'asset', description: 'token number or CAIP-19 id' },
    { name: 'state', description: `${assetStates.join(', ')}; open orders go on in each` },
  ],
  options: {},
  example: 'atoll asset state 42 paused',
  act: async (invocation) => {
    const [asset = '', wanted = ''] = invocation.given.positionals;
    const assetId = tokenIdOf(asset);
    const state = parsed(AssetState, wanted, 'state');
    const receipt = await setState(await openWallet(invocation), { assetId, state });
    tellSent(invocation, [{ what: `asset ${assetId} ${state}`, receipt }]);
    return 0;
  },
};
