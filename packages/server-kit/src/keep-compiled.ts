import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';

/**
 * Keeps what this process compiles of the modules that it imports from now on for its next start. It stands in a folder of the
 * installation, since what lies in the system's temporary one may be somebody else's; where that folder cannot be written nothing is kept,
 * and nothing else differs.
 */
export function keepCompiled(): void {
  enableCompileCache(resolve(import.meta.dirname, '../../../.atoll/compiled'));
}
