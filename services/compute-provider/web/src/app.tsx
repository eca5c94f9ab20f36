import { Frame } from '@atoll/ui/frame.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { lazy, Suspense } from 'react';
import { Link, Route, Router, Switch } from 'wouter';
import { HaltNotice } from './desk/halt-notice.tsx';

const ApprovalsPage = lazy(() => import('./approvals/approvals-page.tsx'));
const ReviewsPage = lazy(() => import('./reviews/reviews-page.tsx'));
const PolicyPage = lazy(() => import('./policy/policy-page.tsx'));
const DatasetsPage = lazy(() => import('./datasets/datasets-page.tsx'));
const RunsPage = lazy(() => import('./runs/runs-page.tsx'));
const EnvironmentsPage = lazy(() => import('./environments/environments-page.tsx'));
const QueuePage = lazy(() => import('./queue/queue-page.tsx'));

const navigation = [
  { href: '/', name: 'Approvals' },
  { href: '/reviews', name: 'Reviews' },
  { href: '/policy', name: 'Policy' },
  { href: '/datasets', name: 'Datasets' },
  { href: '/runs', name: 'Runs' },
  { href: '/environments', name: 'Environments' },
  { href: '/queue', name: 'Queue' },
];

const foot = (
  <>
    This desk is served by the provider beside the data. What it shows stays between this page and that
    machine. <a href="/docs">API</a> · <a href="/ready">status</a>
  </>
);

/** The desk of a data owner and of a provider, one page a route. */
export function DeskApp() {
  return (
    <Router base="/desk">
      <Frame home="/" tagline="the desk of this provider" navigation={navigation} foot={foot}>
        <HaltNotice />
        <Suspense fallback={<Loading what="Opening the page" />}>
          <Switch>
            <Route path="/" component={ApprovalsPage} />
            <Route path="/reviews" component={ReviewsPage} />
            <Route path="/policy" component={PolicyPage} />
            <Route path="/datasets" component={DatasetsPage} />
            <Route path="/runs" component={RunsPage} />
            <Route path="/environments" component={EnvironmentsPage} />
            <Route path="/queue" component={QueuePage} />
            <Route>
              <Page
                title="There is no such page"
                lead="The address may be mistyped, or what was here is gone."
              >
                <Link href="/">To the approvals</Link>
              </Page>
            </Route>
          </Switch>
        </Suspense>
      </Frame>
    </Router>
  );
}
