import type { WebConfig } from '@atoll/sdk/web-config';
import type { Chain } from '@atoll/chain/chain';
import type { AddressBook } from '@atoll/contracts/address-book';
import type { Clock } from '@atoll/server-kit/clock';
import type { Database } from '@atoll/server-kit/database';
import type { Web } from '@atoll/server-kit/web/read-web';
import type { Storage } from '@atoll/storage/block-source';
import type { Indexer } from './catalogue/indexer.ts';
import type { Catalogue } from './catalogue/open-catalogue.ts';
import type { WakeUp } from './pinning/hosting/wake-up.ts';
import type { KeyedLock } from './pinning/keyed-lock.ts';
import type { UploadSlots } from './pinning/upload-slots.ts';
import type { PriceSource } from './statements/prices/price-source.ts';
import type { StatementSlots } from './statements/statement-slots.ts';
import type { tables } from './tables.ts';

/** How much may be pinned; bytes. */
export interface PinLimits {
  /** One upload, and one DAG. */
  readonly maxBytes: number;
  /** Everything that one account has pinned. */
  readonly quotaBytes: number;
  /** Everything that all accounts have pinned: wallets cost nothing, so a quota alone bounds nothing. */
  readonly totalBytes: number;
  /** Blocks of one upload, and of one DAG: keeps a disk from being filled with tiny files. */
  readonly maxBlocks: number;
}

/** What the marketplace's verbs work with. */
export interface MarketplaceContext {
  readonly database: Database<typeof tables>;
  readonly storage: Storage;
  readonly catalogue: Catalogue;
  /** The indexer that the market is read from. */
  readonly indexer: Indexer;
  /** The deployment's chain, contracts, tokens and treasury. */
  readonly deployment: AddressBook;
  /** Reads the chain and tries calls; it signs and sends nothing. */
  readonly chain: Chain;
  /** Where fiat values come from; none unless configured. */
  readonly prices: PriceSource | undefined;
  readonly statements: StatementSlots;
  /** Wakes the loop that has a remote pinning service keep every pin as well; absent where none is configured. */
  readonly hosted: WakeUp | undefined;
  /** The web app: what it is told, and its files; undefined where it was not built. */
  readonly web: { readonly config: WebConfig; readonly built: Web | undefined };
  readonly clock: Clock;
  readonly limits: PinLimits;
  /** Where uploads wait until they are known to be complete; emptied at the start. */
  readonly uploadDirectory: string;
  readonly uploads: UploadSlots;
  /** One change at a time for each CID. */
  readonly pinLock: KeyedLock;
}
