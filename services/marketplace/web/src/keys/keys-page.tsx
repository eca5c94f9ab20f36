import { Page } from '@atoll/ui/page.tsx';

export default function KeysPage() {
  return (
    <Page title="Your keys">
      <p></p>
    </Page>
  );
}
