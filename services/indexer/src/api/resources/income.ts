import * as shapes from '@atoll/schemas/indexer/income';
import * as tables from '../../store/tables/income.ts';
import { bind, byPlace } from '../resource/binding.ts';
import { compile } from '../resource/compiled.ts';

export const shareTokens = compile(
  bind({
    shape: shapes.shareTokens,
    table: tables.share_tokens,
    kind: 'state',
    key: ['share_token'],
    sorts: { created: { columns: ['created_block', 'created_log'], block: 'created_block' } },
    relations: {
      asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false },
      holders: { to: 'shareHolders', on: { share_token: 'share_token' }, many: true },
      dividends: { to: 'dividends', on: { share_token: 'share_token' }, many: true },
    },
  }),
);

export const shareHolders = compile(
  bind({
    shape: shapes.shareHolders,
    table: tables.share_holders,
    kind: 'state',
    key: ['share_token', 'account'],
    sorts: {
      token: { columns: ['share_token', 'account'] },
      shares: { columns: ['shares', 'share_token', 'account'] },
    },
    relations: { token: { to: 'shareTokens', on: { share_token: 'share_token' }, many: false } },
  }),
);

export const dividends = compile(
  bind({
    shape: shapes.dividends,
    table: tables.dividends,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);

export const channels = compile(
  bind({
    shape: shapes.channels,
    table: tables.channels,
    kind: 'state',
    key: ['channel_id'],
    sorts: { opened: { columns: ['opened_block', 'opened_log'], block: 'opened_block' } },
    relations: { redemptions: { to: 'redemptions', on: { channel_id: 'channel_id' }, many: true } },
  }),
);

export const redemptions = compile(
  bind({
    shape: shapes.redemptions,
    table: tables.redemptions,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);

export const bounties = compile(
  bind({
    shape: shapes.bounties,
    table: tables.bounties,
    kind: 'state',
    key: ['bounty_id'],
    sorts: {
      opened: { columns: ['opened_block', 'opened_log'], block: 'opened_block' },
      pot: { columns: ['pot', 'bounty_id'] },
    },
    relations: {
      funders: { to: 'bountyFunders', on: { bounty_id: 'bounty_id' }, many: true },
      submissionItems: { to: 'bountySubmissions', on: { bounty_id: 'bounty_id' }, many: true },
    },
  }),
);

export const bountyFunders = compile(
  bind({
    shape: shapes.bountyFunders,
    table: tables.bounty_funders,
    kind: 'state',
    key: ['bounty_id', 'funder'],
    sorts: { bounty: { columns: ['bounty_id', 'funder'] } },
  }),
);

export const bountySubmissions = compile(
  bind({
    shape: shapes.bountySubmissions,
    table: tables.bounty_submissions,
    kind: 'state',
    key: ['bounty_id', 'submission'],
    sorts: { submitted: { columns: ['submitted_block', 'submitted_log'], block: 'submitted_block' } },
    relations: {
      bounty: { to: 'bounties', on: { bounty_id: 'bounty_id' }, many: false },
      asset: { to: 'assets', on: { asset_id: 'asset_id' }, many: false },
    },
  }),
);

export const rewardEpochs = compile(
  bind({
    shape: shapes.rewardEpochs,
    table: tables.reward_epochs,
    kind: 'state',
    key: ['epoch'],
    sorts: { proposed: { columns: ['proposed_block', 'proposed_log'], block: 'proposed_block' } },
    relations: { claims: { to: 'rewardClaims', on: { epoch: 'epoch' }, many: true } },
  }),
);

export const rewardClaims = compile(
  bind({
    shape: shapes.rewardClaims,
    table: tables.reward_claims,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);

export const sharePaymentTokens = compile(
  bind({
    shape: shapes.sharePaymentTokens,
    table: tables.share_payment_tokens,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    sorts: byPlace,
  }),
);
