import { Page } from '@atoll/ui/page.tsx';

export default function QueuePage() {
  return (
    <Page title="Queue">
      <p></p>
    </Page>
  );
}
