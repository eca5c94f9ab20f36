import { Page } from '@atoll/ui/page.tsx';
import { ChooseDataset } from '../desk/choose-dataset.tsx';
import { Desk } from '../desk/desk.tsx';
import { Privacy } from './privacy.tsx';
import { Samples } from './samples.tsx';
import { Snapshots } from './snapshots.tsx';

export default function DatasetsPage() {
  return (
    <Page
      title="Datasets"
      lead="What is registered on this machine: every version with its commitment and its integrity, the samples that were made, and what they cost of its privacy."
    >
      <Desk who="custodian" purpose="to see your datasets">
        {(session) => (
          <ChooseDataset session={session}>
            {(name, snapshots) => (
              <div key={name}>
                <Snapshots session={session} snapshots={snapshots} />
                <Samples session={session} name={name} files={snapshots[0]?.files ?? []} />
                <Privacy session={session} name={name} />
              </div>
            )}
          </ChooseDataset>
        )}
      </Desk>
    </Page>
  );
}
