import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Address } from '@atoll/schemas/ids';
import { OutputName } from '@atoll/schemas/metadata/algorithm';
import { verifyReceipt } from '@atoll/sdk/verify-receipt';
import { z } from 'zod';
import type { Command } from '../command.ts';
import { FileRefused, UsageError } from '../errors.ts';
import { openChain } from '../open-market.ts';
import { readJsonFile } from '../read-input.ts';

export const verify: Command = {
  words: ['verify'],
  summary: 'Check a receipt against itself, the files of the result, and the chain',
  positionals: [{ name: 'receipt', description: 'JSON file with the signed receipt' }],
  options: {
    outputs: { type: 'string', value: '<folder>', description: 'folder with the outputs in clear' },
    parameters: {
      type: 'string',
      value: '<file>',
      description: 'JSON file with the parameters that were ordered',
    },
    operator: {
      type: 'string',
      value: '<address>',
      description: "the provider's operator, where no chain is asked",
    },
    offline: { type: 'boolean', description: 'ask no chain; what only it can tell is not checked' },
  },
  example: 'atoll verify receipt.json --outputs result --offline',
  act: async (invocation) => {
    const { given, print, json } = invocation;
    const { outputs, parameters, operator } = given.text;
    const signedReceipt = await readJsonFile(given.positionals[0] ?? '', z.unknown());
    const checks = await verifyReceipt({
      signedReceipt,
      ...(outputs === undefined ? {} : { files: { outputs: await readOutputs(outputs) } }),
      ...(parameters === undefined
        ? {}
        : { parameters: await readJsonFile(parameters, z.record(z.string(), z.unknown())) }),
      ...(operator === undefined ? {} : { operator: addressOf(operator) }),
      ...(given.flags.has('offline') ? {} : { chain: await openChain(invocation) }),
    });
    const failed = checks.some(({ outcome }) => outcome === 'failed');
    if (json) print(`${JSON.stringify({ good: !failed, checks })}\n`);
    else
      for (const { check, outcome, why } of checks)
        print(`${outcome.replaceAll('_', ' ').padEnd(12)}${check.replaceAll('_', ' ').padEnd(14)}${why}\n`);
    return failed ? 1 : 0;
  },
};

async function readOutputs(folder: string): Promise<Map<string, Uint8Array>> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new FileRefused(folder, 'it cannot be listed', cause);
  });
  const outputs = new Map<string, Uint8Array>();
  for (const name of names) {
    if (!OutputName.safeParse(name).success)
      throw new FileRefused(join(folder, name), 'no output has such a name');
    outputs.set(name, new Uint8Array(await readFile(join(folder, name))));
  }
  return outputs;
}

function addressOf(text: string): Address {
  const parsed = Address.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--operator ${text} is no address`);
}
