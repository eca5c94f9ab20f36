import { expect, test } from 'vitest';
import { account, digest, Story } from '../testing/story.ts';
import { derivativeRoyaltyAt } from './lineage.ts';

const assetId = 7n;
const day = 86_400;
const terms = (derivativeRoyalty: number) => ({
  ...{ token: account('5'), price: 10n, provider: account('1'), beneficiary: account('0') },
  ...{ derivativeRoyalty, resaleRoyalty: 0, reviewWindow: 0 },
});
const published = {
  name: 'assetRegistry.AssetPublished',
  kind: 'dataset',
  ...{ assetId, owner: account('6'), metadataDigest: digest('1'), commitment: digest('2') },
  terms: terms(100),
} as const;

/** A change of terms as the registry tells it: first from when the rate counts, a moment later the terms. */
function changeTo(story: Story, rate: number, raised: boolean): Story {
  const effectiveFrom = story.time + 10 + (raised ? day : 0);
  return story.tell(
    { name: 'assetRegistry.DerivativeRoyaltyChanged', assetId, rate, effectiveFrom },
    { name: 'assetRegistry.TermsChanged', assetId, terms: terms(rate) },
  );
}

async function ratesOf(story: Story): Promise<[now: number, later: number]> {
  const [asset] = await story.fold(1).state('assets');
  if (asset === undefined) throw new TypeError('no asset');
  return [derivativeRoyaltyAt(asset, story.time), derivativeRoyaltyAt(asset, story.time + 2 * day)];
}

test('a raise counts a day after it was announced', async () => {
  const story = changeTo(new Story().tell(published), 300, true);
  expect(await ratesOf(story)).toEqual([100, 300]);
});

test('what is announced while a raise waits takes its place', async () => {
  const story = changeTo(new Story().tell(published), 300, true);
  changeTo(story, 200, true);
  expect(await ratesOf(story)).toEqual([100, 200]);
  changeTo(story, 100, false);
  expect(await ratesOf(story)).toEqual([100, 100]);
});

test('after a raise came into force the next one starts from it', async () => {
  const story = changeTo(new Story().tell(published), 300, true);
  changeTo(story.wait(day), 400, true);
  expect(await ratesOf(story)).toEqual([300, 400]);
});

test('a derived asset is told with its run, also where it owes nobody', async () => {
  const derived = (id: bigint, ancestors: readonly { assetId: bigint; rate: number }[]) =>
    [
      { ...published, assetId: id },
      {
        name: 'assetRegistry.AssetDerived',
        assetId: id,
        jobId: digest('3'),
        outputDigest: digest('4'),
        ancestors,
      },
    ] as const;
  const ancestors = [
    { assetId: 1n, rate: 300 },
    { assetId: 2n, rate: 20 },
  ];
  const rows = new Story().tell(...derived(8n, ancestors), ...derived(9n, [])).fold();
  expect((await rows.fact('derivations')).map(({ asset_id }) => asset_id)).toEqual([8n, 9n]);
  expect(
    (await rows.fact('lineage')).map(({ asset_id, position, ancestor_id, rate }) => [
      asset_id,
      position,
      ancestor_id,
      rate,
    ]),
  ).toEqual([
    [8n, 0, 1n, 300],
    [8n, 1, 2n, 20],
  ]);
});

test('a locked beneficiary is the one of the terms, and unlocked whoever owns the asset is', async () => {
  const locked = (beneficiary: `0x${string}`, on: boolean) =>
    ({ name: 'assetRegistry.BeneficiaryLockChanged', assetId, beneficiary, locked: on }) as const;
  const story = new Story().tell(published, locked(account('e'), true));
  expect(await story.fold().state('assets')).toMatchObject([
    { beneficiary: account('e'), beneficiary_locked: true },
  ]);
  story.tell(locked(account('6'), false), {
    name: 'assetRegistry.PublicChanged',
    datasetId: assetId,
    isPublic: true,
  });
  const rows = story.fold();
  expect(await rows.state('assets')).toMatchObject([
    { beneficiary: account('0'), beneficiary_locked: false, is_public: true },
  ]);
  expect((await rows.fact('asset_terms')).map(({ beneficiary }) => beneficiary)).toEqual([
    account('0'),
    account('e'),
    account('0'),
  ]);
});

test('a publisher’s approval is replaced when given anew, and void is only the epoch that was revoked', async () => {
  const key = { datasetId: assetId, publisher: account('8') } as const;
  const approved = (ownerEpoch: number, runs: number) =>
    ({ name: 'assetRegistry.PublisherApproved', ...key, ownerEpoch, expiresAt: 2_000_000, runs }) as const;
  const rows = new Story()
    .tell(published, approved(0, 5), approved(0, 0xffffffff), approved(1, 3))
    .tell({ name: 'assetRegistry.PublisherRevoked', ...key, ownerEpoch: 1 })
    .fold();
  const found = await rows.state('publisher_approvals');
  expect(found.map(({ owner_epoch, runs_granted, revoked }) => [owner_epoch, runs_granted, revoked])).toEqual(
    [
      [0, null, false],
      [1, 3, true],
    ],
  );
});
