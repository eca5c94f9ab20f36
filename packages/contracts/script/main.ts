/**
 * Deploys Atoll: `npm run deploy -w packages/contracts -- --rpc URL --out FILE [options]`, with the deployer's private key in the
 * environment variable ATOLL_DEPLOYER_KEY.
 */
import { parseArgs } from 'node:util';
import { AtollError } from '@atoll/schemas/error';
import { getAddress, isAddress, isHex } from 'viem';
import { type DeployParameters, deploy } from '../src/deploy.ts';

const usage = `usage: ATOLL_DEPLOYER_KEY=0x… npm run deploy -w packages/contracts -- --rpc URL --out FILE
  --governance ADDRESS   owner of the parameters (default: the deployer)
  --treasury ADDRESS     who is credited the fees (default: governance)
  --fee-rate N           protocol fee in basis points, 0 to 1000 (default: 250)
  --token ADDRESS        a token to accept; may be given again
  --test-dollar          also deploy a dollar that anyone may mint (local chains only)`;

class UsageError extends AtollError {
  constructor(message: string) {
    super({ code: 'configuration_invalid', message, hint: usage });
  }
}

function address(option: string, value: string): `0x${string}` {
  if (!isAddress(value)) throw new UsageError(`--${option}: ${value} is not an address`);
  return getAddress(value);
}

function parameters(): DeployParameters {
  const { values } = parseArgs({
    options: {
      rpc: { type: 'string' },
      out: { type: 'string' },
      governance: { type: 'string' },
      treasury: { type: 'string' },
      'fee-rate': { type: 'string' },
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
  const feeRate = values['fee-rate'];
  if (feeRate !== undefined && !/^\d{1,4}$/.test(feeRate)) throw new UsageError('--fee-rate is not a number');
  return {
    rpcUrl: values.rpc,
    outFile: values.out,
    deployerKey: key,
    acceptedTokens: (values.token ?? []).map((token) => address('token', token)),
    withTestDollar: values['test-dollar'] ?? false,
    ...(values.governance !== undefined && { governance: address('governance', values.governance) }),
    ...(values.treasury !== undefined && { treasury: address('treasury', values.treasury) }),
    ...(feeRate !== undefined && { feeRate: Number(feeRate) }),
    log: (text) => console.log(text),
  };
}

try {
  await deploy(parameters());
} catch (error) {
  if (!(error instanceof AtollError)) throw error;
  console.error(`${error.message}\n${error.hint}`);
  process.exitCode = 1;
}
