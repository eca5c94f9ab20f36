import type { EngineFacts } from '@atoll/schemas/environment';
import type { EngineDescription } from './engine.ts';

/** What offers, quotes and receipts state of the engine. */
export function factsOf({ name, version, runtime, runtimeVersion }: EngineDescription): EngineFacts {
  return { name, version, runtime, runtimeVersion };
}
