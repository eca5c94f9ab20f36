import { Page } from '@atoll/ui/page.tsx';

export default function OrdersPage() {
  return (
    <Page title="Your orders">
      <p></p>
    </Page>
  );
}
