import { Frame } from '@atoll/ui/frame.tsx';
import { lazyPage } from '@atoll/ui/lazy-page.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { type ReactNode, Suspense } from 'react';
import { Link, Route, Switch } from 'wouter';
import { footWords, navigation, tagline } from '../../src/web/navigation.ts';
import { CataloguePage } from './catalogue/catalogue-page.tsx';

const AssetPage = lazyPage(() => import('./asset/asset-page.tsx'));
const PublishPage = lazyPage(() => import('./publish/publish-page.tsx'));
const BuyPage = lazyPage(() => import('./buy/buy-page.tsx'));
const OrdersPage = lazyPage(() => import('./orders/orders-page.tsx'));
const OrderPage = lazyPage(() => import('./orders/order-page.tsx'));
const KeysPage = lazyPage(() => import('./keys/keys-page.tsx'));
const OwnerPage = lazyPage(() => import('./owner/owner-page.tsx'));
const ProviderPage = lazyPage(() => import('./provider/provider-page.tsx'));
const GovernancePage = lazyPage(() => import('./governance/governance-page.tsx'));
const ProposalPage = lazyPage(() => import('./governance/proposal-page.tsx'));
const BountiesPage = lazyPage(() => import('./governance/bounties-page.tsx'));
const RewardsPage = lazyPage(() => import('./governance/rewards-page.tsx'));
const ExplorerPage = lazyPage(() => import('./explorer/explorer-page.tsx'));
const TracePage = lazyPage(() => import('./explorer/trace-page.tsx'));
const StatementPage = lazyPage(() => import('./statement/statement-page.tsx'));
const AccountPage = lazyPage(() => import('./account/account-page.tsx'));

const foot = (
  <>
    {footWords} <a href="/docs">API</a> · <a href="/openapi.json">openapi.json</a> ·{' '}
    <a href="/ready">status</a>
  </>
);

type Parameters = Readonly<Record<string, string | undefined>>;

interface PageRoute {
  /** As wouter writes it. */
  readonly path: string;
  readonly page: { preload(): Promise<void> };
  readonly draw: (parameters: Parameters) => ReactNode;
}

/** Every page but the catalogue, which is part of the app. */
const routes: readonly PageRoute[] = [
  { path: '/assets/:id', page: AssetPage, draw: ({ id = '' }) => <AssetPage id={id} /> },
  { path: '/publish', page: PublishPage, draw: () => <PublishPage /> },
  { path: '/buy/:id', page: BuyPage, draw: ({ id = '' }) => <BuyPage datasetId={id} /> },
  { path: '/orders', page: OrdersPage, draw: () => <OrdersPage /> },
  { path: '/orders/:id', page: OrderPage, draw: ({ id = '' }) => <OrderPage jobId={id} /> },
  { path: '/keys', page: KeysPage, draw: () => <KeysPage /> },
  { path: '/owner', page: OwnerPage, draw: () => <OwnerPage /> },
  { path: '/provider/:id', page: ProviderPage, draw: ({ id = '' }) => <ProviderPage address={id} /> },
  { path: '/governance', page: GovernancePage, draw: () => <GovernancePage /> },
  { path: '/governance/:id', page: ProposalPage, draw: ({ id = '' }) => <ProposalPage id={id} /> },
  { path: '/bounties', page: BountiesPage, draw: () => <BountiesPage /> },
  { path: '/rewards', page: RewardsPage, draw: () => <RewardsPage /> },
  { path: '/explorer', page: ExplorerPage, draw: () => <ExplorerPage /> },
  { path: '/explorer/:id', page: TracePage, draw: ({ id = '' }) => <TracePage jobId={id} /> },
  { path: '/statement', page: StatementPage, draw: () => <StatementPage /> },
  { path: '/account', page: AccountPage, draw: () => <AccountPage /> },
];

/** Loads the code of the page at an address, ahead of drawing it. */
export async function preloadPage(pathname: string): Promise<void> {
  const parts = pathname.split('/');
  const found = routes.find(({ path }) => {
    const pattern = path.split('/');
    return (
      pattern.length === parts.length && pattern.every((part, at) => part === ':id' || part === parts[at])
    );
  });
  await found?.page.preload();
}

/** The marketplace's web app: one route a page, each loaded when it is first opened, but the catalogue. */
export function App() {
  return (
    <Frame home="/" tagline={tagline} navigation={navigation} foot={foot}>
      <Suspense fallback={<Loading what="Opening the page" />}>
        <Switch>
          <Route path="/" component={CataloguePage} />
          {routes.map(({ path, draw }) => (
            <Route key={path} path={path}>
              {(parameters: Parameters) => draw(parameters)}
            </Route>
          ))}
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
