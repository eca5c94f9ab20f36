import { Frame } from '@atoll/ui/frame.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { lazy, Suspense } from 'react';
import { Link, Route, Switch } from 'wouter';
import { footWords, navigation, tagline } from '../../src/web/navigation.ts';
import { CataloguePage } from './catalogue/catalogue-page.tsx';

const AssetPage = lazy(() => import('./asset/asset-page.tsx'));
const PublishPage = lazy(() => import('./publish/publish-page.tsx'));
const BuyPage = lazy(() => import('./buy/buy-page.tsx'));
const OrdersPage = lazy(() => import('./orders/orders-page.tsx'));
const OrderPage = lazy(() => import('./orders/order-page.tsx'));
const KeysPage = lazy(() => import('./keys/keys-page.tsx'));
const OwnerPage = lazy(() => import('./owner/owner-page.tsx'));
const ProviderPage = lazy(() => import('./provider/provider-page.tsx'));
const GovernancePage = lazy(() => import('./governance/governance-page.tsx'));
const ProposalPage = lazy(() => import('./governance/proposal-page.tsx'));
const BountiesPage = lazy(() => import('./governance/bounties-page.tsx'));
const RewardsPage = lazy(() => import('./governance/rewards-page.tsx'));
const ExplorerPage = lazy(() => import('./explorer/explorer-page.tsx'));
const TracePage = lazy(() => import('./explorer/trace-page.tsx'));
const StatementPage = lazy(() => import('./statement/statement-page.tsx'));
const AccountPage = lazy(() => import('./account/account-page.tsx'));

const foot = (
  <>
    {footWords} <a href="/docs">API</a> · <a href="/openapi.json">openapi.json</a> ·{' '}
    <a href="/ready">status</a>
  </>
);

/** The marketplace's web app: one route a page, each loaded when it is first opened, but the catalogue. */
export function App() {
  return (
    <Frame home="/" tagline={tagline} navigation={navigation} foot={foot}>
      <Suspense fallback={<Loading what="Opening the page" />}>
        <Switch>
          <Route path="/" component={CataloguePage} />
          <Route path="/assets/:id">{({ id }) => <AssetPage id={id} />}</Route>
          <Route path="/publish" component={PublishPage} />
          <Route path="/buy/:datasetId">{({ datasetId }) => <BuyPage datasetId={datasetId} />}</Route>
          <Route path="/orders" component={OrdersPage} />
          <Route path="/orders/:jobId">{({ jobId }) => <OrderPage jobId={jobId} />}</Route>
          <Route path="/keys" component={KeysPage} />
          <Route path="/owner" component={OwnerPage} />
          <Route path="/provider/:address">{({ address }) => <ProviderPage address={address} />}</Route>
          <Route path="/governance" component={GovernancePage} />
          <Route path="/governance/:proposal">{({ proposal }) => <ProposalPage id={proposal} />}</Route>
          <Route path="/bounties" component={BountiesPage} />
          <Route path="/rewards" component={RewardsPage} />
          <Route path="/explorer" component={ExplorerPage} />
          <Route path="/explorer/:jobId">{({ jobId }) => <TracePage jobId={jobId} />}</Route>
          <Route path="/statement" component={StatementPage} />
          <Route path="/account" component={AccountPage} />
          <Route>
            <Page title="There is no such page" lead="The address may be mistyped, or what was here is gone.">
              <Link href="/">To the catalogue</Link>
            </Page>
          </Route>
        </Switch>
      </Suspense>
    </Frame>
  );
}
