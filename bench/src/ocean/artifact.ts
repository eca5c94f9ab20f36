import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Abi, Hex } from 'viem';
import { z } from 'zod';

/** Version whose published bytecode is measured; the lock file pins its integrity. */
export const oceanVersion = '2.6.0';

const folders = {
  AccessList: 'accesslists',
  AccessListFactory: 'accesslists',
  ERC20Template: 'templates',
  ERC20Template4: 'templates',
  ERC20TemplateEnterprise: 'templates',
  ERC721Factory: '.',
  ERC721Template: 'templates',
  Escrow: 'escrow',
  FactoryRouter: 'pools',
  FixedRateExchange: 'pools/fixedRate',
  Dispenser: 'pools/dispenser',
  OPFCommunityFeeCollector: 'communityFee',
} as const;
export type OceanContract = keyof typeof folders;

/** Only the constructor is read: calls are typed by the signatures in `abi.ts`. */
const Constructor = z.object({
  type: z.literal('constructor'),
  stateMutability: z.literal('nonpayable'),
  inputs: z.array(z.object({ name: z.string(), type: z.string() })),
});
const Artifact = z.object({
  abi: z.array(z.object({ type: z.string() }).loose()),
  bytecode: z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]+$/)]),
});
const Manifest = z.object({ version: z.literal(oceanVersion) });

/** The peer's contract as its authors compiled and published it. */
export async function readOceanArtifact(name: OceanContract): Promise<{ abi: Abi; bytecode: Hex }> {
  const manifest = createRequire(import.meta.url).resolve('@oceanprotocol/contracts/package.json');
  Manifest.parse(JSON.parse(await readFile(manifest, 'utf8')));
  const path = join(dirname(manifest), 'artifacts/contracts', folders[name], `${name}.sol`, `${name}.json`);
  const { abi, bytecode } = Artifact.parse(JSON.parse(await readFile(path, 'utf8')));
  const constructors = abi.filter(({ type }) => type === 'constructor');
  return { abi: z.array(Constructor).parse(constructors), bytecode };
}
