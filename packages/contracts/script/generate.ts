/**
 * Writes a typed ABI and the bytecode of each public contract to `src/generated/`, from forge's build output, so that nothing needs
 * a compiler at run time. Run by `npm run generate -w packages/contracts` after a contract changed; a test fails when the
 * committed files are stale.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { readArtifact } from './artifact.ts';

const root = new URL('..', import.meta.url);

/** Contracts whose ABI is public, the name of their constants, and contracts whose errors reach their callers. */
const published: Record<string, { name: string; raises: readonly string[] }> = {
  AtollToken: { name: 'atollToken', raises: [] },
  AtollTimelock: { name: 'atollTimelock', raises: [] },
  AtollGovernor: { name: 'atollGovernor', raises: ['AtollTimelock'] },
  Relay: { name: 'relay', raises: ['Jobs'] },
  AssetRegistry: { name: 'assetRegistry', raises: [] },
  AccessPass: { name: 'accessPass', raises: ['AssetRegistry', 'Jobs', 'TestDollar'] },
  ProviderRegistry: { name: 'providerRegistry', raises: ['TestDollar'] },
  Disputes: { name: 'disputes', raises: ['ProviderRegistry', 'Jobs', 'TestDollar'] },
  Ratings: { name: 'ratings', raises: ['Jobs'] },
  RevenueShares: { name: 'revenueShares', raises: ['AssetRegistry', 'Jobs'] },
  ShareToken: { name: 'shareToken', raises: ['RevenueShares', 'Jobs'] },
  Channels: { name: 'channels', raises: ['Jobs', 'TestDollar'] },
  Bounties: { name: 'bounties', raises: ['Jobs', 'TestDollar'] },
  Rewards: { name: 'rewards', raises: ['Jobs', 'TestDollar'] },
  Jobs: { name: 'jobs', raises: ['AssetRegistry', 'ProviderRegistry', 'AccessPass', 'TestDollar'] },
  TestDollar: { name: 'testDollar', raises: [] },
};

/** Path below `src/generated/` to content, as it should be for the present build output. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [contract, { name, raises }] of Object.entries(published)) {
    const { abi, bytecode, runtime } = await readArtifact(root, contract);
    const known = new Set(abi.filter(({ type }) => type === 'error').map((entry) => entry.name));
    for (const other of raises) {
      for (const entry of (await readArtifact(root, other)).abi) {
        if (entry.type !== 'error' || known.has(entry.name)) continue;
        known.add(entry.name);
        abi.push(entry);
      }
    }
    const note = `// Written by script/generate.ts from ${contract}.sol.\n`;
    files.set(`${name}.ts`, `${note}export const ${name}Abi = ${JSON.stringify(abi, null, 2)} as const;\n`);
    files.set(
      `bytecode/${name}.ts`,
      `${note}export const ${name}Bytecode: \`0x\${string}\` =\n  '${bytecode}';\n\n` +
        `export const ${name}Runtime = ${JSON.stringify(runtime)} as const;\n`,
    );
  }
  return files;
}

if (import.meta.main) {
  await mkdir(new URL('src/generated/bytecode/', root), { recursive: true });
  for (const [path, content] of await generatedFiles()) {
    await writeFile(new URL(`src/generated/${path}`, root), content);
  }
}
