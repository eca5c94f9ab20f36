import { existsSync } from 'node:fs';
import { type Log, installPackages, packageSystem } from './engine/packages.ts';

/** Where Debian's package and others put Chromium. */
export const chromiumPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium, or undefined where there is none. */
export const chromiumPath = (): string | undefined => chromiumPlaces.find((path) => existsSync(path));

/**
 * Has a Chromium installed where there is none and this may be done: on Debian or Ubuntu as root, asked first on a terminal. Elsewhere the
 * tests that need one say what is missing.
 *
 * @throws PackagesMissing
 */
export async function ensureChromium({ log }: { log: Log }): Promise<void> {
  if (chromiumPath() !== undefined || !(await packageSystem()).canInstall) return;
  await installPackages({
    purpose: 'to open the pages in a real browser',
    packages: [{ name: 'chromium', programs: ['chromium'] }],
    log,
    assumeYes: false,
  });
}
