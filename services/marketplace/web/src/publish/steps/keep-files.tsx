import { readAsset } from '@atoll/chain/read-asset';
import { canonicalJson } from '@atoll/schemas/canonical-json';
import { parseAssetId } from '@atoll/schemas/ids';
import type { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { listDatasets } from '@atoll/sdk/list-datasets';
import { reviseRules } from '@atoll/sdk/revise-rules';
import { Button } from '@atoll/ui/button.tsx';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import type { Draft } from '../draft.ts';
import { type Read, rulesOf } from '../read-draft.ts';
import type { Paired } from './paired.tsx';
import { Registered } from './registered.tsx';
import { Wrong } from './step.tsx';

/** The snapshot that a dataset's version on chain commits to, as the provider has it; null where it has none. */
export function useStanding({ market }: Paired, revises: string | undefined) {
  return useDesk(
    market,
    ['standing', revises],
    async (desk) => {
      const assetId = BigInt(revises ?? 0);
      const [{ commitment }, known] = await Promise.all([readAsset(desk.chain, assetId), listDatasets(desk)]);
      const found = known.find(
        ({ asset, state, commitment: own }) =>
          state === 'bound' &&
          own.digest === commitment &&
          asset !== undefined &&
          parseAssetId(asset).tokenId === assetId,
      );
      return found ?? null;
    },
    { enabled: revises !== undefined },
  );
}

/** Whether the rules of the draft are others than those that the files are registered under. */
const asksForOthers = (draft: Draft, rules: Read<DatasetSnapshot['rules']>, standing: DatasetSnapshot) =>
  'value' in rules &&
  (canonicalJson(rules.value) !== canonicalJson(standing.rules) ||
    (draft.rules.integrity === 'full' && standing.integrity?.beforeRuns !== 'full'));

/** Lets a new version keep the files that are registered: it differs in words, rules or price alone. */
export function KeepFiles(input: {
  paired: Paired;
  draft: Draft;
  standing: DatasetSnapshot;
  onSnapshot: (snapshot: DatasetSnapshot) => void;
  onOther: () => void;
}) {
  const { paired, draft, standing, onSnapshot, onOther } = input;
  const rules = rulesOf(draft);
  const others = asksForOthers(draft, rules, standing);
  const keeping = useAct(async (say) => {
    if ('wrong' in rules) return;
    if (!others) return onSnapshot(standing);
    say('Sign the new rules in your wallet');
    const { integrity } = draft.rules;
    const kept = await reviseRules(paired.market, {
      snapshot: standing.snapshot,
      rules: rules.value,
      ...(integrity === 'full' ? { integrity } : {}),
    });
    onSnapshot(kept);
  });
  if ('wrong' in rules) return <Wrong wrong={rules.wrong} />;
  return (
    <>
      <p>
        {others
          ? 'The rules change and the files do not: your provider puts the files that it has under the new rules (a signature, no cost). Orders that are open keep the rules that they were placed under.'
          : 'The files need not be registered again where they did not change: the new version commits to the same ones.'}
      </p>
      <Registered snapshot={standing} />
      <p className="row">
        <Button look="main" busy={keeping.act.state === 'running'} onClick={() => void keeping.run()}>
          Keep these files
        </Button>
        <Button onClick={onOther}>Register other files</Button>
      </p>
      <ActStatus act={keeping.act} />
    </>
  );
}
