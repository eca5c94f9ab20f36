/**
 * Holds a deployment against its file of addresses: `npm run check -w packages/contracts -- --rpc URL --book FILE`. Prints who holds
 * what and every deviation; exits 1 where there is one.
 */
import { parseArgs } from 'node:util';
import { AtollError } from '@atoll/schemas/error';
import { createPublicClient, http } from 'viem';
import { readAddressBook } from '../src/read-address-book.ts';
import { checkDeployment } from '../src/check-deployment.ts';
import { describeHoldings } from '../src/holders.ts';

const usage = 'usage: npm run check -w packages/contracts -- --rpc URL --book FILE';

class UsageError extends AtollError {
  constructor(message: string) {
    super({ code: 'configuration_invalid', message, hint: usage });
  }
}

async function check(): Promise<boolean> {
  const { values } = parseArgs({ options: { rpc: { type: 'string' }, book: { type: 'string' } } });
  if (values.rpc === undefined) throw new UsageError('--rpc is missing');
  if (values.book === undefined) throw new UsageError('--book is missing');
  const book = await readAddressBook(values.book);
  const { deviations, holdings } = await checkDeployment(
    createPublicClient({ transport: http(values.rpc) }),
    book,
  );
  console.log('who holds what:');
  for (const line of describeHoldings(book, holdings)) console.log(`  ${line}`);
  for (const { contract, what } of deviations) console.error(`${contract}: ${what}`);
  if (deviations.length === 0) console.log('code, links and roles are those of the file');
  return deviations.length === 0;
}

// npm runs scripts in the workspace's folder; paths are meant from where the command was typed.
process.chdir(process.env['INIT_CWD'] ?? '.');
try {
  if (!(await check())) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof AtollError)) throw error;
  console.error(`${error.message}\n${error.hint}`);
  process.exitCode = 1;
}
