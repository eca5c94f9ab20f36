import { readFile } from 'node:fs/promises';
import { describeEnvironment } from '@atoll/server-kit/environment';
import { expect, test } from 'vitest';
import { Environment, finalityOf, pollingIntervalOf, readEnv } from './env.ts';

const required = {
  DATABASE_URL: 'postgres://atoll:secret@127.0.0.1/atoll',
  RPC_URL: 'http://127.0.0.1:8545',
  DEPLOYMENT: 'deployment.json',
};

test('.env.example lists exactly the variables that the service reads', async () => {
  const text = await readFile(new URL('../.env.example', import.meta.url), 'utf8');
  const listed = [...text.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
  const read = describeEnvironment(Environment).map(({ name }) => name);
  expect(listed.toSorted()).toEqual(read.toSorted());
});

test('defaults suit a local chain', () => {
  const env = readEnv(required);
  expect(env).toMatchObject({ PORT: 4101, HOST: '127.0.0.1', IPFS_GATEWAYS: [] });
  expect(pollingIntervalOf(env, 31337)).toBe(100);
  expect(pollingIntervalOf(env, 1)).toBe(1000);
  expect(pollingIntervalOf(readEnv({ ...required, POLLING_INTERVAL: '50' }), 1)).toBe(50);
  expect(finalityOf(env, 31337)).toBe(64);
});

test('finality and polling are of every chain, and of each that is named its own', () => {
  const env = readEnv({ ...required, FINALITY: '32, 10=1200', POLLING_INTERVAL: '137=2000' });
  expect([1, 10].map((chainId) => finalityOf(env, chainId))).toEqual([32, 1200]);
  expect([1, 137].map((chainId) => pollingIntervalOf(env, chainId))).toEqual([1000, 2000]);
  expect(finalityOf(readEnv({ ...required, FINALITY: '10=0' }), 10)).toBe(0);
});

test('several deployments and endpoints are separated by commas', () => {
  const env = readEnv({ ...required, DEPLOYMENT: 'a.json, b.json', RPC_URL: '1=http://a,2=wss://b/key' });
  expect(env.DEPLOYMENT).toEqual(['a.json', 'b.json']);
  expect(env.RPC_URL).toEqual([
    { chainId: 1, url: 'http://a' },
    { chainId: 2, url: 'wss://b/key' },
  ]);
});

test.each([
  [{}, 'DATABASE_URL is not set'],
  [{}, 'RPC_URL is not set'],
  [{}, 'DEPLOYMENT is not set'],
  [{ ...required, DATABASE_URL: 'mysql://secret@x' }, 'DATABASE_URL has a value that is not shown'],
  [{ ...required, FINALITY: '-1' }, 'FINALITY is "-1"; expected a number of blocks'],
  [{ ...required, FINALITY: '100001' }, 'FINALITY is "100001"'],
  [{ ...required, FINALITY: '64,32' }, 'FINALITY is "64,32"'],
  [{ ...required, FINALITY: '64,x=32' }, 'others after <chainId>='],
  [{ ...required, POLLING_INTERVAL: '5' }, 'POLLING_INTERVAL is "5"; expected milliseconds'],
  [{ ...required, IPFS_GATEWAYS: 'ftp://x' }, 'IPFS_GATEWAYS is "ftp://x"'],
  [{ ...required, PORT: '99999' }, 'PORT is "99999"; expected a port'],
  [{ ...required, RPC_URL: 'http://a,ftp://b' }, 'expected URLs that start with http://'],
  [{ ...required, RPC_URL: '1=https://u:p@a/key,2=ftp://b/key' }, 'RPC_URL is "1=https://a,2=ftp://b"'],
  [{ ...required, DEPLOYMENT: ',' }, 'DEPLOYMENT is ","; expected paths'],
  [{ ...required, ROLE: 'writer' }, 'ROLE is "writer"; expected all or api'],
  [{ ...required, WEBHOOK_HOSTS: 'http://x' }, 'WEBHOOK_HOSTS is "'],
  [{ ...required, READ_DATABASE_URL: 'mysql://secret' }, 'READ_DATABASE_URL has a value that is not shown'],
])('%j is refused: %s', (env, sentence) => {
  expect(() => readEnv(env)).toThrow(sentence);
});
