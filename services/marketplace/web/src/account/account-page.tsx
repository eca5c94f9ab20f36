import { Page } from '@atoll/ui/page.tsx';

export default function AccountPage() {
  return (
    <Page title="Account">
      <p></p>
    </Page>
  );
}
