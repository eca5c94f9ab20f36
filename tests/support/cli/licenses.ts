// Writes THIRD_PARTY.md anew and says which licences were not looked at yet.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { productionDependencies, readLock, thirdPartyText, unaccepted } from '../licenses.ts';

const root = resolve(import.meta.dirname, '../../..');
const dependencies = productionDependencies(readLock(root));
writeFileSync(join(root, 'THIRD_PARTY.md'), thirdPartyText(dependencies));
const open = unaccepted(dependencies);
for (const { name, version, license } of open)
  console.error(`${name} ${version}: ${license ?? 'no licence told'}`);
console.log(`THIRD_PARTY.md: ${dependencies.length} packages, ${open.length} to be looked at`);
process.exitCode = open.length === 0 ? 0 : 1;
