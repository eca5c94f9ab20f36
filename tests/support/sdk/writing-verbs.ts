import { globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../../..');
const sourceOf = (path: string): string => readFileSync(resolve(root, path), 'utf8');

/** Names whose call sends a transaction, or has the account sign what somebody else sends. */
const sends = /\b(?:simulateThenSend|signTypedData|signAct|signCancel)\(/;
/** The SDK's other name for a signature of a voucher. */
const signsVoucher = /import \{ signVoucher as sign\b/;

interface Declared {
  readonly name: string;
  readonly exported: boolean;
  readonly body: string;
}

/** Top-level functions of a module: prettier begins and ends each at the margin. */
function functionsIn(text: string): Declared[] {
  return [...text.matchAll(/^(export )?(?:async )?function (\w+)[\s\S]*?^\}$/gm)].map(
    ([body, exported, name = '']) => ({ name, exported: exported !== undefined, body }),
  );
}

/**
 * The SDK's functions by which an account does something on chain: they send a transaction or sign what is sent for it, themselves or by
 * another one of the SDK. Reading, and asking a service with a signed request, is none of it.
 */
export function writingVerbs(): string[] {
  const modules = globSync('packages/sdk/src/**/*.ts', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts') && basename(path) !== 'request.ts')
    .map((path) => {
      const text = sourceOf(path);
      return { path, functions: functionsIn(text), signsVoucher: signsVoucher.test(text) };
    });
  const writing = new Set<string>();
  const known = (path: string, name: string) => writing.has(name) || writing.has(`${path}#${name}`);
  for (let found = -1; found !== writing.size;) {
    found = writing.size;
    for (const { path, functions, ...module } of modules) {
      for (const { name, exported, body } of functions) {
        const calls = [...body.matchAll(/\b(\w+)\(/g)].map(([, called = '']) => called);
        const writes =
          sends.test(body) ||
          (module.signsVoucher && calls.includes('sign')) ||
          calls.some((called) => called !== name && known(path, called));
        if (writes) writing.add(exported ? name : `${path}#${name}`);
      }
    }
  }
  return [...writing].filter((name) => !name.includes('#')).sort();
}

/** What the sources of a folder import from the SDK: names, and the modules that have them. */
function importsIn(folder: string): { names: string[]; modules: string[] } {
  const found = globSync(`${folder}/**/*.ts`, { cwd: root })
    .filter((path) => !path.endsWith('.test.ts'))
    .flatMap((path) => [...sourceOf(path).matchAll(/^import \{([^}]*)\} from '@atoll\/sdk\/([\w/-]+)'/gm)]);
  return {
    names: found.flatMap(([, names = '']) => names.split(',').map((name) => name.trim())),
    modules: [...new Set(found.map(([, , module = '']) => `packages/sdk/src/${module}.ts`))],
  };
}

/** The SDK's functions that the sources of a folder use; a verb whose call alone is used (`depositCall`) counts as used. */
export function verbsUsedIn(folder: string): Set<string> {
  return new Set(importsIn(folder).names.flatMap((name) => [name, name.replace(/Call$/, '')]));
}

/** How the address book calls contracts whose ABI has another name, and what stands for an ABI in the SDK. */
const contractNames: Readonly<Record<string, string>> = {
  ...{ atollGovernor: 'governor', atollToken: 'token' },
};
const abiBehind = { bountiesOf: 'bounties', governorOf: 'atollGovernor' };

/** The functions that change something on chain, e.g. `jobs.withdraw`, which the SDK's modules call that the sources of a folder use. */
export async function callsIn(folder: string): Promise<string[]> {
  const calls = importsIn(folder).modules.map(async (module) => {
    const text = sourceOf(module);
    const named = [...text.matchAll(/functionName:([^,\n}]+)/g)].map(([, value = '']) => value).join();
    const functions = new Set([...named.matchAll(/'(\w+)'/g)].map(([, name]) => name));
    const imported = [...text.matchAll(/contracts\/generated\/(\w+)'/g)].map(([, name = '']) => name);
    const behind = Object.entries(abiBehind).flatMap(([name, abi]) => (text.includes(name) ? [abi] : []));
    const abis = [...imported, ...behind].map(async (contract) => {
      const writes = (await writesOf(contract)).filter((name) => functions.has(name));
      return writes.map((name) => `${contractNames[contract] ?? contract}.${name}`);
    });
    return (await Promise.all(abis)).flat();
  });
  return [...new Set((await Promise.all(calls)).flat())].sort();
}

const Entries = z.array(
  z.object({ type: z.string(), name: z.string().optional(), stateMutability: z.string().optional() }),
);

async function writesOf(contract: string): Promise<string[]> {
  const generated: Readonly<Record<string, unknown>> = await import(
    resolve(root, `packages/contracts/src/generated/${contract}.ts`)
  );
  return Entries.parse(generated[`${contract}Abi`])
    .filter(({ type, stateMutability }) => type === 'function' && stateMutability === 'nonpayable')
    .map(({ name = '' }) => name);
}
