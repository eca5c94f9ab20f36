import type { Chain } from '@atoll/chain/chain';
import type { Outbox } from '@atoll/chain/outbox-types';
import type { Signer } from '@atoll/chain/sign';
import type { EngineFacts, EnvironmentDocument } from '@atoll/schemas/environment';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Clock } from '@atoll/server-kit/clock';
import type { Database } from '@atoll/server-kit/database';
import type { Logger } from '@atoll/server-kit/logger';
import type { Storage } from '@atoll/storage/block-source';
import type { Preparations } from './approvals/preparations.ts';
import type { Registrations } from './datasets/registrations.ts';
import type { SourceSettings } from './datasets/sources/stage-source.ts';
import type { Engine, GetFromRegistry } from './engine/engine.ts';
import type { JobNews } from './jobs/news.ts';
import type { RunnerSetting } from './models/runner-setting.ts';
import type { Runs } from './jobs/runs.ts';
import type * as tables from './store/tables.ts';

/** An environment that this provider rents, with the id that it has on chain. */
export interface OfferedEnvironment {
  readonly id: Bytes32;
  readonly document: EnvironmentDocument;
  readonly slots: number;
  /** Base price per second in the token's smallest unit, as the configuration has it; quotes take the chain's. */
  readonly pricePerSecond: bigint;
  readonly token: Address;
}

/** What the operator decided; see `env.ts` for the variables. */
export interface Settings {
  readonly provider: Address;
  readonly custodian: Address;
  /** Who decides on held outputs: the custodian and whoever is named beside. */
  readonly reviewers: readonly Address[];
  readonly environments: readonly OfferedEnvironment[];
  /** What runs jobs, as it described itself when this process began. */
  readonly engine: EngineFacts;
  /** What jobs may hold together: what the engine has, less what is kept for everything else. */
  readonly machine: { readonly cpus: number; readonly memoryBytes: number; readonly gpus: number };
  /** Orders of an environment that may wait while its slots are promised. */
  readonly queueLength: number;
  /** Real paths of the folders below which datasets may lie. */
  readonly dataRoots: readonly string[];
  /** Snapshots and outputs live below it; nobody else may read it. */
  readonly stateDirectory: string;
  readonly publicOrigin: string;
  readonly marketplaceUrl: string | undefined;
  readonly quoteSeconds: number;
  /** Slots that one buyer may keep with quotes that it has not ordered. */
  readonly openQuotesPerBuyer: number;
  /** Share of the longest run's price that a buyer has to let a failed run cost. */
  readonly leastFailureCapPercent: number;
  /** Requests for approval that one account may have open. */
  readonly openRequestsPerAccount: number;
  readonly marginSeconds: number;
  /** Bytes of released outputs that are kept to answer identical jobs. */
  readonly cacheMaxBytes: number;
  /** Days for which results, and what it takes to encrypt them anew, are kept. */
  readonly resultDays: number;
  readonly relayFee: bigint;
  readonly sources: SourceSettings;
  /** Hours after which a snapshot is read in full again; 0: only before runs. */
  readonly integrityHours: number;
  /** Most bytes of an image, packed and unpacked. */
  readonly maxImageBytes: number;
  /** What runs ONNX algorithms; undefined where none are run. */
  readonly onnxRunner: RunnerSetting | undefined;
  readonly sampleRuns: SampleRunSettings;
}

/** Who may run what on published samples, which costs nothing, and how much of it. */
export interface SampleRunSettings {
  /** `approved`: algorithms that the custodian approved for the dataset. `any`: every algorithm. */
  readonly mode: 'off' | 'approved' | 'any';
  /** Longest run. */
  readonly seconds: number;
  /** Runs that one signer may ask for in 24 hours. */
  readonly perDay: number;
}

/** What every verb of the provider works with. */
export interface Context {
  readonly settings: Settings;
  readonly database: Database<typeof tables>;
  readonly chain: Chain;
  /** Signs quotes, reports and receipts. */
  readonly operator: Signer;
  readonly outbox: Outbox;
  readonly engine: Engine;
  readonly storage: Storage;
  readonly getFromRegistry: GetFromRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Asks for a job to be taken a step further. */
  readonly enqueue: (jobId: Bytes32) => Promise<void>;
  readonly news: JobNews;
  readonly runs: Runs;
  readonly registrations: Registrations;
  readonly preparations: Preparations;
}
