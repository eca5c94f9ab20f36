/**
 * Deploys Atoll: `npm run deploy -w packages/contracts -- --rpc URL --out FILE [options]`, with the deployer's private key in the
 * environment variable ATOLL_DEPLOYER_KEY.
 */
import { parseArgs } from 'node:util';
import { AtollError } from '@atoll/schemas/error';
import { getAddress, isAddress, isHex } from 'viem';
import { type DeployParameters, deploy } from '../src/deploy.ts';

const usage = `usage: ATOLL_DEPLOYER_KEY=0x… npm run deploy -w packages/contracts -- --rpc URL --out FILE
  --token-holder ADDRESS  account that is minted all of the governance token (required but on local chains: the deployer)
  --arbiter ADDRESS       who rules disputes until governance names another (default: the timelock)
  --treasury ADDRESS      who is credited the fees (default: the timelock)
  --fee-rate N            protocol fee in basis points, 0 to 1000 (default: 250)
  --dispute-window N      seconds after an end in which it can be disputed, at most 1209600 (default: 259200)
  --timelock-delay N      seconds between a decision and its execution (default: 172800)
  --token ADDRESS         a token to accept; may be given again
  --test-dollar           also deploy a dollar that anyone may mint (local chains only)`;

class UsageError extends AtollError {
  constructor(message: string) {
    super({ code: 'configuration_invalid', message, hint: usage });
  }
}

function address(option: string, value: string): `0x${string}` {
  if (!isAddress(value)) throw new UsageError(`--${option}: ${value} is not an address`);
  return getAddress(value);
}

/** The parameter of a whole number, where its option was given. */
function number<Name extends string>(
  option: string,
  name: Name,
  value: string | undefined,
): { [Key in Name]?: number } {
  if (value === undefined) return {};
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`--${option}: ${value} is not a whole number`);
  return { [name]: Number(value) } as { [Key in Name]?: number };
}

function parameters(): DeployParameters {
  const { values } = parseArgs({
    options: {
      rpc: { type: 'string' },
      out: { type: 'string' },
      'token-holder': { type: 'string' },
      arbiter: { type: 'string' },
      treasury: { type: 'string' },
      'fee-rate': { type: 'string' },
      'dispute-window': { type: 'string' },
      'timelock-delay': { type: 'string' },
      token: { type: 'string', multiple: true },
      'test-dollar': { type: 'boolean' },
    },
  });
  const key = process.env['ATOLL_DEPLOYER_KEY'];
  if (values.rpc === undefined) throw new UsageError('--rpc is missing');
  if (values.out === undefined) throw new UsageError('--out is missing');
  if (!isHex(key) || key.length !== 66) {
    throw new UsageError('ATOLL_DEPLOYER_KEY is not a private key of 32 bytes in hexadecimal');
  }
  const tokenHolder = values['token-holder'];
  return {
    rpcUrl: values.rpc,
    outFile: values.out,
    deployerKey: key,
    acceptedTokens: (values.token ?? []).map((token) => address('token', token)),
    withTestDollar: values['test-dollar'] ?? false,
    ...(tokenHolder !== undefined && { tokenHolder: address('token-holder', tokenHolder) }),
    ...(values.arbiter !== undefined && { arbiter: address('arbiter', values.arbiter) }),
    ...(values.treasury !== undefined && { treasury: address('treasury', values.treasury) }),
    ...number('fee-rate', 'feeRate', values['fee-rate']),
    ...number('dispute-window', 'disputeWindow', values['dispute-window']),
    ...number('timelock-delay', 'timelockDelay', values['timelock-delay']),
    log: (text) => console.log(text),
  };
}

// npm runs scripts in the workspace's folder; paths are meant from where the command was typed.
process.chdir(process.env['INIT_CWD'] ?? '.');
try {
  await deploy(parameters());
} catch (error) {
  if (!(error instanceof AtollError)) throw error;
  console.error(`${error.message}\n${error.hint}`);
  process.exitCode = 1;
}
