import { readFile } from 'node:fs/promises';
import { type Hex, keccak256 } from 'viem';
import { z } from 'zod';
import { type RuntimeCode, maskImmutables } from '../src/runtime-code.ts';

const Hexadecimal = z.custom<Hex>((value) => typeof value === 'string' && /^0x([0-9a-f]{2})+$/.test(value));
const AbiEntry = z.looseObject({ type: z.string(), name: z.string().optional() });
/** The part of forge's artifact that is read here. */
const Artifact = z.object({
  abi: z.array(AbiEntry),
  bytecode: z.object({ object: Hexadecimal }),
  deployedBytecode: z.object({
    object: Hexadecimal,
    immutableReferences: z
      .record(z.string(), z.array(z.object({ start: z.number(), length: z.number() })))
      .default({}),
  }),
});
type AbiEntry = z.infer<typeof AbiEntry>;

export type ContractArtifact = { abi: AbiEntry[]; bytecode: Hex; runtime: RuntimeCode };

/** Reads what `forge build` wrote for a contract into `out/`. */
export async function readArtifact(root: URL, contract: string): Promise<ContractArtifact> {
  const text = await readFile(new URL(`out/${contract}.sol/${contract}.json`, root), 'utf8');
  const { abi, bytecode, deployedBytecode } = Artifact.parse(JSON.parse(text));
  const immutables = Object.values(deployedBytecode.immutableReferences)
    .flat()
    .map(({ start, length }) => [start, length] as const)
    .sort(([a], [b]) => a - b);
  const hash = keccak256(maskImmutables(deployedBytecode.object, immutables));
  return { abi, bytecode: bytecode.object, runtime: { hash, immutables } };
}
