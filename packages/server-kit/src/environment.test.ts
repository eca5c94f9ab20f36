import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  chainVariables,
  describeEnvironment,
  EnvironmentInvalid,
  hexKey,
  ipfsVariables,
  readEnvironment,
  serviceVariables,
} from './environment.ts';

const schema = z.object({
  ...serviceVariables({ port: 4101 }),
  ...ipfsVariables,
  ...chainVariables,
  OPERATOR_KEY: hexKey({ description: 'the key that signs receipts' }),
});

const good = {
  DATABASE_URL: 'postgres://atoll:hush@127.0.0.1:5432/atoll',
  RPC_URL: 'http://127.0.0.1:8545/',
  DEPLOYMENT: '.atoll/deployment.json',
  OPERATOR_KEY: `0x${'aB'.repeat(32)}`,
};

function messageOf(env: Record<string, string | undefined>): string {
  try {
    readEnvironment(schema, env);
  } catch (error) {
    if (error instanceof EnvironmentInvalid) return error.message;
    throw error;
  }
  return '';
}

test('unset and empty variables take their defaults', () => {
  expect(
    readEnvironment(schema, { ...good, PORT: '', IPFS_GATEWAYS: 'http://a.example/, https://b.example' }),
  ).toMatchObject({
    PORT: 4101,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    IPFS_GATEWAYS: ['http://a.example', 'https://b.example'],
    OPERATOR_KEY: `0x${'ab'.repeat(32)}`,
    ATOLL_EXIT_WITH_PARENT: false,
  });
});

test('each wrong variable gets one sentence with what was found, what is expected and an example', () => {
  const message = messageOf({ ...good, PORT: '70000', LOG_LEVEL: 'loud', RPC_URL: undefined });
  expect(message.split('\n')).toEqual([
    'PORT is "70000"; expected a port from 0 to 65535, for example PORT=4101.',
    'LOG_LEVEL is "loud"; expected one of trace, debug, info, warn, error, silent, for example LOG_LEVEL=info.',
    "RPC_URL is not set; expected the chain's JSON-RPC endpoint, for example RPC_URL=http://127.0.0.1:8545.",
  ]);
});

test('values that are secret are never echoed, nor credentials inside a URL', () => {
  const message = messageOf({
    ...good,
    OPERATOR_KEY: 'hush',
    DATABASE_URL: 'mysql://user:hush@host/db',
    RPC_URL: 'ftp://user:hush@host/v3/hush',
  });
  expect(message).not.toContain('hush');
  expect(message).toContain(
    'OPERATOR_KEY has a value that is not shown; expected 0x and 64 hexadecimal digits',
  );
  expect(message).toContain('RPC_URL is "ftp://host"');
});

test('the description lists every variable with meaning, default and whether it is required', () => {
  const described = describeEnvironment(schema);
  expect(described.map((each) => each.name)).toEqual(Object.keys(schema.shape));
  expect(described.every((each) => each.meaning !== '' && each.example !== undefined)).toBe(true);
  expect(described.filter((each) => each.required).map((each) => each.name)).toEqual([
    'DATABASE_URL',
    'RPC_URL',
    'DEPLOYMENT',
    'OPERATOR_KEY',
  ]);
  expect(described.find((each) => each.name === 'PORT')).toMatchObject({ default: '4101' });
  expect(described.find((each) => each.name === 'KUBO_URL')).toMatchObject({
    required: false,
    default: undefined,
  });
});
