import { Page } from '@atoll/ui/page.tsx';

/** The catalogue: search, facets, cards. */
export function CataloguePage() {
  return (
    <Page title="Catalogue">
      <p>Nothing yet.</p>
    </Page>
  );
}
