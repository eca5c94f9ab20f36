import type { WebConfig } from '@atoll/sdk/web-config';
import { createContext, type ReactNode, use, useMemo } from 'react';
import type { Config } from 'wagmi';

/** What every page knows of the deployment, and how it comes by the wallet's code, which is loaded when it is first needed. */
export interface Door {
  readonly config: WebConfig;
  /** Loads the wallet's code once. */
  openWallet(): Promise<Config>;
}

const DoorContext = createContext<Door | undefined>(undefined);

function doorOf(config: WebConfig): Door {
  let loading: Promise<Config> | undefined;
  return {
    config,
    openWallet: () =>
      (loading ??= import('./wallet-config.ts').then(({ openWalletConfig }) => openWalletConfig(config))),
  };
}

/** Makes the deployment known to everything below it. Stands once at the root. */
export function WalletDoor({ config, children }: { config: WebConfig; children: ReactNode }) {
  const door = useMemo(() => doorOf(config), [config]);
  return <DoorContext value={door}>{children}</DoorContext>;
}

/** The deployment and the way to the wallet. */
export function useDoor(): Door {
  const door = use(DoorContext);
  if (door === undefined) throw new Error('this component stands outside of WalletDoor');
  return door;
}

/** The deployment that the page is for. */
export const useWebConfig = (): WebConfig => useDoor().config;
