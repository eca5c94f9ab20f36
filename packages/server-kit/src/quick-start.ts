import { enableCompileCache, registerHooks } from 'node:module';
import { resolve } from 'node:path';

/** Where drizzle-orm's own modules are. */
const drizzle = '/node_modules/drizzle-orm/';

/**
 * Keeps what this process compiles for the next start, which saves a third of its time (1.7 s to 1.1 s for the indexer's 1,500 modules).
 * It stands in a folder of the installation, since what lies in the system's temporary one may be somebody else's; where that folder
 * cannot be written nothing is kept, and nothing else differs.
 */
function keepCompiled(): void {
  enableCompileCache(resolve(import.meta.dirname, '../../../.atoll/compiled'));
}

/**
 * Names the format of drizzle-orm's modules where they import each other. Node would read it from the package's manifest, anew at each
 * of 400 imports; that of drizzle-orm has 179 KB, and reading it was a third of a start (1.6 s to 1.05 s, 1.9 s to 1.1 s of processor).
 */
function knowDrizzle(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL, conditions } = context;
      const own = parentURL?.includes(drizzle) === true && conditions.includes('import');
      if (!own || !/^\.\.?\/.*\.js$/.test(specifier)) return next(specifier, context);
      return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
    },
  });
}

/** Called before anything else is imported, which then loads in half the time. */
export function startQuickly(): void {
  keepCompiled();
  knowDrizzle();
}
