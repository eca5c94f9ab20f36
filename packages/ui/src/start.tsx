import { WebConfig } from '@atoll/sdk/web-config';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ErrorBoundary } from './error-boundary.tsx';
import { mayRetry } from './may-retry.ts';
import { applyKeptTheme } from './theme-button.tsx';
import { WalletDoor } from './wallet/wallet-door.tsx';

/** What the page came with, else what the service says. */
async function readConfig(): Promise<WebConfig> {
  const block = document.getElementById('atoll-config')?.textContent;
  if (block !== undefined && block !== null && block.trim() !== '') return WebConfig.parse(JSON.parse(block));
  return WebConfig.parse(await (await fetch('/config.json')).json());
}

/**
 * Starts an app in `#root`. Until `ready` the page's first HTML, which the service sent, stays as it is.
 *
 * @param ready of the code of the page that is open; where that does not come, the app itself tells
 */
export async function startApp(app: ReactNode, ready?: Promise<unknown>): Promise<void> {
  applyKeptTheme();
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  const [config] = await Promise.all([readConfig(), Promise.allSettled([ready])]);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: mayRetry, staleTime: 5000 } } });
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <WalletDoor config={config}>
          <ErrorBoundary>{app}</ErrorBoundary>
        </WalletDoor>
      </QueryClientProvider>
    </StrictMode>,
  );
}
