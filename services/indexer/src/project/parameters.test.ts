import { expect, test } from 'vitest';
import { account, cast, Story } from '../testing/story.ts';
import { zeroAddress } from './voters.ts';

const parametersAfter = async (story: Story) =>
  Object.fromEntries(
    (await story.fold().state('parameters')).map(({ contract, name, subject, value }) => [
      [contract, name, subject].filter((part) => part !== '').join('.'),
      value,
    ]),
  );

test('a parameter stands as it was set last, and each change of it is kept', async () => {
  const story = new Story().tell(
    { name: 'jobs.FeeRateChanged', feeRate: 250 },
    { name: 'jobs.FeeRateChanged', feeRate: 300 },
  );
  expect(await parametersAfter(story)).toEqual({ 'jobs.feeRate': 300 });
  expect((await story.fold().fact('parameter_changes')).map(({ value }) => value)).toEqual([250, 300]);
});

test('tokens and roles are told apart by what they are about', async () => {
  const role = `0xb09aa5aeb3702cfd50b6b62bc4532604938f21248a27a1d5ca736082b6819cc1` as const;
  const [holder, sender] = [account('6'), account('7')];
  const story = new Story().tell(
    { name: 'jobs.TokenAcceptanceChanged', token: cast.token, accepted: true },
    { name: 'jobs.TokenAcceptanceChanged', token: account('8'), accepted: true },
    { name: 'jobs.TokenAcceptanceChanged', token: account('8'), accepted: false },
    { name: 'timelock.RoleGranted', role, account: holder, sender },
    { name: 'timelock.RoleGranted', role, account: sender, sender },
    { name: 'timelock.RoleRevoked', role, account: sender, sender },
  );
  expect(await parametersAfter(story)).toEqual({
    [`jobs.accepted.${cast.token}`]: true,
    [`jobs.accepted.${account('8')}`]: false,
    [`timelock.role.proposer ${holder}`]: true,
    [`timelock.role.proposer ${sender}`]: false,
  });
});

test('an owner that is named waits beside the present one until it takes over', async () => {
  const [previousOwner, newOwner] = [account('6'), account('7')];
  const story = new Story().tell({ name: 'jobs.OwnershipTransferStarted', previousOwner, newOwner });
  expect(await parametersAfter(story)).toEqual({
    'jobs.owner': { account: previousOwner, pending: newOwner },
  });
  story.tell({ name: 'jobs.OwnershipTransferred', previousOwner, newOwner });
  expect(await parametersAfter(story)).toEqual({ 'jobs.owner': { account: newOwner, pending: null } });
});

test('only what is made or destroyed changes the supply', async () => {
  const [from, to] = [account('6'), account('7')];
  const story = new Story().tell(
    { name: 'token.Transfer', from: zeroAddress, to: from, value: 10n ** 27n },
    { name: 'token.Transfer', from, to, value: 5n },
    { name: 'token.Transfer', from: to, to: zeroAddress, value: 5n },
  );
  expect(await parametersAfter(story)).toEqual({ 'token.totalSupply': (10n ** 27n - 5n).toString() });
});
