import type { MarketContext } from '@atoll/sdk/context';
import type { ClearResult } from '@atoll/sdk/decrypt-result';
import { Button } from '@atoll/ui/button.tsx';
import { SelectField } from '@atoll/ui/desk/fields.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { AssetLinks } from '../asset/asset-link.tsx';
import { beginWith, type Draft } from '../publish/draft.ts';
import { draftOfOutput, kindsOfOutput } from '../publish/draft-of-output.ts';
import type { ChainJob } from './order-page.tsx';

const kindWords: Readonly<Record<Draft['kind'], string>> = {
  model: 'a model, with a price for each inference (served by no provider yet)',
  algorithm: 'an algorithm, paid for each run',
  dataset: 'a dataset at my own provider',
};

/** Lists what came out of the run: the wizard opens with everything filled in that the run says. */
export function PublishOutput({
  market,
  job,
  result,
}: {
  market: MarketContext;
  job: ChainJob;
  result: ClearResult;
}) {
  const [, go] = useLocation();
  const names = [...result.outputs.keys()].sort(
    (a, b) => Number(b.endsWith('.onnx')) - Number(a.endsWith('.onnx')),
  );
  const [name = '', setName] = useState(names[0]);
  const kinds = kindsOfOutput(name);
  const [chosen, setKind] = useState<Draft['kind']>();
  const kind = kinds.find((each) => each === chosen) ?? kinds[0] ?? 'dataset';
  const preparing = useAct(async (say) => {
    const { jobId, token } = job;
    beginWith(await draftOfOutput(market, { jobId, token, result, name, kind }, say));
    go('/publish');
  });
  if (names.length === 0) return null;
  return (
    <details>
      <summary>Publish what came out as an asset</summary>
      <PublishedBefore jobId={job.jobId} />
      <p>
        It is listed as made from this run: its page links to the run, and what it earns is shared with the
        data and the algorithm as their terms asked when you ordered.
      </p>
      <SelectField
        label="What came out"
        value={name}
        onValue={setName}
        options={names.map((each) => [each, each] as const)}
      />
      <SelectField
        label="Publish it as"
        value={kind}
        onValue={(value) => setKind(kinds.find((each) => each === value))}
        options={kinds.map((each) => [each, kindWords[each]] as const)}
      />
      <p>
        {kind === 'dataset'
          ? 'Save the file first: you put it into a data folder of your provider, where it stays.'
          : 'The file is uploaded to this marketplace now. Anybody who knows its address can read it from then on.'}
      </p>
      <p>
        <Button busy={preparing.act.state === 'running'} onClick={() => void preparing.run()}>
          {kind === 'dataset' ? 'Open the wizard' : 'Upload it and open the wizard'}
        </Button>
      </p>
      <ActStatus act={preparing.act} />
    </details>
  );
}

/** What was published of the run already. */
function PublishedBefore({ jobId }: { jobId: string }) {
  const indexer = useIndexer();
  const found = useQuery({
    queryKey: ['derivations', jobId],
    queryFn: async () => (await indexer.derivations.list({ jobId, limit: 20 })).items,
  });
  if (found.data === undefined || found.data.length === 0) return null;
  return (
    <p className="notice">
      Published from this run: <AssetLinks ids={found.data.map(({ assetId }) => assetId)} />
    </p>
  );
}
