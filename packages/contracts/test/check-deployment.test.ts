import { execFile } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type RunningAnvil, startAnvil } from '@atoll/tests/support/anvil';
import { type Hex, createPublicClient, http, keccak256, stringToHex } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AddressBook } from '../src/address-book.ts';
import { checkDeployment } from '../src/check-deployment.ts';
import { deploy } from '../src/deploy.ts';
import { atollTimelockAbi } from '../src/generated/atollTimelock.ts';
import { jobsAbi } from '../src/generated/jobs.ts';
import { sendAs } from './support/send-as.ts';

const run = promisify(execFile);
const packageRoot = fileURLToPath(new URL('..', import.meta.url));

let node: RunningAnvil;
let deployerKey: Hex;
let directory: string;

beforeAll(async () => {
  node = await startAnvil();
  directory = await mkdtemp(join(tmpdir(), 'atoll-check-'));
  const [account] = node.accounts;
  if (account === undefined) throw new Error('the chain has no account');
  deployerKey = account.privateKey;
});
afterAll(async () => {
  await node.stop();
  await rm(directory, { recursive: true });
});

let deployments = 0;
async function freshBook(said: string[] = []): Promise<AddressBook> {
  deployments += 1;
  const outFile = join(directory, `${deployments}.json`);
  return deploy({
    rpcUrl: node.rpcUrl,
    deployerKey,
    outFile,
    withTestDollar: true,
    log: (line) => said.push(line),
  });
}

async function deviationsOf(book: AddressBook): Promise<string[]> {
  const client = createPublicClient({ transport: http(node.rpcUrl) });
  const { deviations } = await checkDeployment(client, book);
  return deviations.map(({ contract, what }) => `${contract}: ${what}`);
}

test('a fresh deployment is as its book says, and nobody but timelock and governor holds a role', async () => {
  const said: string[] = [];
  const book = await freshBook(said);
  expect(await deviationsOf(book)).toEqual([]);
  expect(book.governance).toBe(book.contracts.timelock);
  const table = said.slice(said.indexOf('who holds what:') + 1);
  expect(table.length).toBeGreaterThan(8);
  const deployer = node.accounts[0]?.address ?? '';
  expect(table.filter((line) => line.includes(deployer))).toEqual([]);
});

const proposer = keccak256(stringToHex('PROPOSER_ROLE'));

test('another owner, another treasury and who waits to become owner are each named', async () => {
  const book = await freshBook();
  const { jobs, timelock, providerRegistry } = book.contracts;
  const [, stranger] = node.accounts;
  if (stranger === undefined) throw new Error('the chain has one account alone');
  const call = { abi: jobsAbi, args: [stranger.address] } as const;
  await sendAs(node, timelock, { ...call, address: jobs, functionName: 'setTreasury' });
  await sendAs(node, timelock, { ...call, address: jobs, functionName: 'transferOwnership' });
  await sendAs(node, timelock, { ...call, address: providerRegistry, functionName: 'transferOwnership' });
  await sendAs(node, stranger.address, {
    ...{ address: providerRegistry, abi: jobsAbi, functionName: 'acceptOwnership', args: [] },
  });
  expect(await deviationsOf(book)).toEqual([
    expect.stringMatching(/^providerRegistry: owner should be held by .*timelock/),
    expect.stringMatching(/^jobs: treasury should be held by .*timelock/),
    `providerRegistry: owner is held by ${stranger.address}, which nobody should`,
    `jobs: pendingOwner is held by ${stranger.address}, which nobody should`,
    `jobs: treasury is held by ${stranger.address}, which nobody should`,
  ]);
});

test('a proposer beside the governor is named, also where nobody thought of it', async () => {
  const book = await freshBook();
  const { timelock, governor } = book.contracts;
  const [, , thief] = node.accounts;
  if (thief === undefined) throw new Error('the chain has too few accounts');
  const call = { address: timelock, abi: atollTimelockAbi } as const;
  const grant = { ...call, functionName: 'grantRole' };
  await sendAs(node, timelock, { ...grant, args: [proposer, thief.address] });
  expect(await deviationsOf(book)).toEqual([
    `timelock: PROPOSER_ROLE is held by ${thief.address}, which nobody should`,
  ]);
  await sendAs(node, timelock, { ...call, functionName: 'revokeRole', args: [proposer, thief.address] });
  expect(await deviationsOf(book)).toEqual([]);
  await sendAs(node, timelock, { ...call, functionName: 'revokeRole', args: [proposer, governor] });
  expect(await deviationsOf(book)).toEqual([
    expect.stringMatching(/^timelock: PROPOSER_ROLE should be held by .*governor.*and is not/),
  ]);
});

test('a contract that was built for another deployment is named with what it was built with', async () => {
  const [one, other] = [await freshBook(), await freshBook()];
  const mixed = { ...one, contracts: { ...one.contracts, relay: other.contracts.relay } };
  const found = await deviationsOf(mixed);
  expect(found).toContainEqual(expect.stringMatching(/^relay: jobs\(\) is .*, it should be the jobs$/));
  expect(found).toContainEqual(
    expect.stringMatching(/^relay: it was built with 0x0{24}.*, which nothing explains$/),
  );
  expect(found).toContainEqual(expect.stringMatching(/^jobs: it was built with/));
});

test('other code, and no code at all, are named', async () => {
  const book = await freshBook();
  const { jobs, ratings } = book.contracts;
  const swapped = { ...book, contracts: { ...book.contracts, ratings: jobs } };
  expect(await deviationsOf(swapped)).toEqual([`ratings: the code at ${jobs} is another one`]);
  const nowhere = '0x1234567812345678123456781234567812345678';
  const missing = { ...book, contracts: { ...book.contracts, ratings: nowhere } } as const;
  expect(await deviationsOf(missing)).toContain(`ratings: there is no contract at ${nowhere}`);
  expect(ratings).not.toBe(nowhere);
});

test('the command prints every deviation and says by its exit code that there is one', async () => {
  const book = await freshBook();
  const file = join(directory, `${deployments}.json`);
  const command = ['script/check.ts', '--rpc', node.rpcUrl, '--book', file];
  const ran = await run(process.execPath, command, { cwd: packageRoot });
  expect(ran.stdout).toContain('code, links and roles are those of the file');
  const { jobs, timelock } = book.contracts;
  const args = [node.accounts[1]?.address];
  await sendAs(node, timelock, { address: jobs, abi: jobsAbi, functionName: 'transferOwnership', args });
  await expect(run(process.execPath, command, { cwd: packageRoot })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('jobs: pendingOwner is held by'),
  });
});

test('paths on the command line start where it was typed, whatever folder npm runs the script in', async () => {
  const npm = (script: string, ...args: string[]) =>
    run('npm', ['run', '--silent', script, '--prefix', packageRoot, '--', '--rpc', node.rpcUrl, ...args], {
      cwd: directory,
      // as for a command that is typed; this process may itself have been started by npm
      env: { PATH: process.env['PATH'] ?? '', HOME: directory, ATOLL_DEPLOYER_KEY: deployerKey },
    });
  const { stdout } = await npm('deploy', '--out', 'deployments/local.json');
  expect(stdout).toContain('addresses written to deployments/local.json');
  await expect(access(join(directory, 'deployments/local.json'))).resolves.toBeUndefined();
  expect((await npm('check', '--book', 'deployments/local.json')).stdout).toContain('who holds what');
});
