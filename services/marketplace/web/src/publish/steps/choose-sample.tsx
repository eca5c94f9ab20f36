import { listSamples } from '@atoll/sdk/make-sample';
import { SelectField } from '@atoll/ui/desk/fields.tsx';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import type { Draft } from '../draft.ts';
import type { Paired } from './paired.tsx';

/** Which published sample of the dataset the document names, if any. */
export function ChooseSample(input: {
  paired: Paired;
  name: string;
  sample: Draft['sample'];
  onSample: (sample: Draft['sample']) => void;
}) {
  const { paired, name, sample, onSample } = input;
  const samples = useDesk(paired.market, ['samples', name], (desk) => listSamples(desk, name));
  return (
    <Loaded query={samples} what="Reading the samples of this dataset">
      {(found) => {
        const published = found.flatMap((each) => (each.published === undefined ? [] : [each.published]));
        if (published.length === 0)
          return (
            <p className="faint">
              No synthetic sample of it is published yet; you can name one in a later version.
            </p>
          );
        return (
          <SelectField
            label="Synthetic sample that the description names"
            value={sample?.sample ?? ''}
            onValue={(cid) => {
              const chosen = published.find((each) => each.sample === cid);
              onSample(
                chosen === undefined ? undefined : { sample: chosen.sample, statistics: chosen.statistics },
              );
            }}
            options={[
              ['', 'none'],
              ...published.map((each) => [each.sample, `published ${each.at.slice(0, 10)}`] as const),
            ]}
          />
        );
      }}
    </Loaded>
  );
}
