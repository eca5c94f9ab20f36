import { rulesInWords } from '@atoll/ui/desk/rules.ts';
import { Page } from '@atoll/ui/page.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { ChooseDataset } from '../desk/choose-dataset.tsx';
import { Desk } from '../desk/desk.tsx';
import { Agreements } from './agreements.tsx';
import { Buyers } from './buyers.tsx';
import { Guard } from './guard.tsx';
import { KillSwitch } from './kill-switch.tsx';
import { PrivacyCap } from './privacy-cap.tsx';

export default function PolicyPage() {
  const { marketplaceUrl } = useWebConfig();
  return (
    <Page
      title="Policy"
      lead="What your provider asks of outputs beyond the rules that are published. Nobody but you is shown any of this."
    >
      <Desk who="custodian" purpose="to see and set your policy">
        {(session) => (
          <>
            <KillSwitch session={session} />
            <ChooseDataset session={session}>
              {(name, snapshots) => (
                <div key={name}>
                  <h2>Published rules</h2>
                  <ul>
                    {snapshots[0] === undefined
                      ? null
                      : rulesInWords(snapshots[0].rules).map((sentence) => (
                          <li key={sentence}>{sentence}</li>
                        ))}
                  </ul>
                  <p>
                    Whether you review, what may leave and which agreement is signed stands in the published
                    document, so that buyers know it: change it by{' '}
                    <a href={`${marketplaceUrl}/owner`}>publishing a new version</a>.
                  </p>
                  <Guard session={session} name={name} />
                  <PrivacyCap session={session} name={name} />
                  <Buyers session={session} name={name} />
                </div>
              )}
            </ChooseDataset>
            <Agreements session={session} />
          </>
        )}
      </Desk>
    </Page>
  );
}
