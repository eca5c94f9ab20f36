/**
 * Writes one typed ABI per public interface to `src/generated/<name>.ts`, read from forge's build output.
 * Run by `npm run generate -w packages/contracts` after a contract changed; a test fails when the committed files are stale.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { AbiFile } from './abi-file.ts';

const root = new URL('..', import.meta.url);
/** Interface or contract whose ABI is public, and the name its constant gets. */
const published = {
  IAssetRegistry: 'assetRegistry',
  IProviderRegistry: 'providerRegistry',
  IJobs: 'jobs',
} as const;

export async function generateAbi(directory: URL): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const written: string[] = [];
  for (const [contract, name] of Object.entries(published)) {
    const artifact = AbiFile.parse(
      JSON.parse(await readFile(new URL(`out/${contract}.sol/${contract}.json`, root), 'utf8')),
    );
    const file = new URL(`${name}.ts`, directory);
    await writeFile(
      file,
      `// Written by script/generate-abi.ts from ${contract}.sol.\nexport const ${name}Abi = ${JSON.stringify(artifact.abi, null, 2)} as const;\n`,
    );
    written.push(file.pathname);
  }
  return written;
}

if (import.meta.main) await generateAbi(new URL('src/generated/', root));
