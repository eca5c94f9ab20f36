import { expect, test } from 'vitest';
import { someContracts } from '../../testing/some-contracts.ts';
import { approvals } from '../resources/assets.ts';
import { itemText } from './compiled.ts';

test('the text of an item has the addresses of the deployment that is asked, whichever was asked before', () => {
  const scope = { chainId: 31337, asOf: undefined, now: 'h.timestamp' };
  const registries = [`0x${'a'.repeat(40)}`, `0x${'b'.repeat(40)}`] as const;
  for (const assetRegistry of registries) {
    const contracts = { ...someContracts(), assetRegistry };
    const text = itemText(approvals, approvals.listed, { ...scope, contracts }, 't');
    expect(registries.filter((address) => text.includes(address))).toEqual([assetRegistry]);
    expect(itemText(approvals, approvals.listed, { ...scope, contracts }, 't')).toBe(text);
  }
});
