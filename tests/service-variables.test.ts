import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeEnvironment, readEnvironment } from '@atoll/server-kit/environment';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { schemaOf } from './support/service-schema.ts';

const root = resolve(import.meta.dirname, '..');
const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      /** Undefined where the image's own starts the service. */
      command: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()).default({}),
      ports: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
    }),
  ),
});
const Manifest = z.object({ scripts: z.object({ start: z.string() }) });
const Scripts = z.object({ scripts: z.record(z.string(), z.string()) });
const compose = Compose.parse(
  parse(readFileSync(join(root, 'docker/compose.yaml'), 'utf8'), { merge: true }),
);
const localChain = Compose.parse(parse(readFileSync(join(root, 'docker/local-chain.yaml'), 'utf8')));
const services = readdirSync(join(root, 'services')).filter((name) =>
  existsSync(join(root, 'services', name, 'src/main.ts')),
);

/** Values for what `docker/.env` has to hold, and for nothing else. */
const filledIn: Record<string, string> = {
  POSTGRES_PASSWORD: 'abc123',
  OPERATOR_KEY: `0x${'11'.repeat(32)}`,
  PROVIDER_ADDRESS: `0x${'22'.repeat(20)}`,
  CUSTODIAN_ADDRESS: `0x${'33'.repeat(20)}`,
};

/** What one service alone leaves to itself in compose.yaml: there is one process of each, and the store lies with its state. */
const notPassed: Record<string, readonly string[]> = {
  indexer: ['ROLE'],
  'compute-provider': ['IPFS_DIRECTORY'],
};
/** Where others are in the network of the containers, and where volumes are. */
const setByCompose = ['HOST', 'IPFS_DIRECTORY', 'IPFS_GATEWAYS', 'OTHER_URLS', 'DESK_ORIGINS'];

function linesOf(path: string): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A value as Compose hands it over: `${NAME:-default}`, `${NAME:?sentence}` and `${NAME}` filled in. */
function interpolated(value: string, given: Record<string, string>): string {
  return value.replace(
    /\$\{([A-Z_]+)(?:(:-)([^}]*)|:\?[^}]*)?\}/g,
    (_whole, name: string, fallback: string | undefined, text: string | undefined) => {
      const found = given[name];
      if (found !== undefined && found !== '') return found;
      if (fallback === undefined) throw new TypeError(`docker/.env.example does not name ${name}`);
      return text ?? '';
    },
  );
}

describe.each(services)('%s', (service) => {
  test('compose.yaml passes on every variable that it knows and no other, and starts it', async () => {
    const schema = await schemaOf(service);
    const environment = compose.services[service]?.environment ?? {};
    const known = Object.keys(schema.shape).filter((name) => !(notPassed[service] ?? []).includes(name));
    expect(Object.keys(environment).toSorted()).toEqual(
      known.filter((name) => name !== 'ATOLL_EXIT_WITH_PARENT').sort(),
    );
    const given = { ...linesOf(join(root, 'docker/.env.example')), ...filledIn };
    const values = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, interpolated(value, given)]),
    );
    expect(() => readEnvironment(schema, values)).not.toThrow();
    // What docker/.env leaves out is as the service has it.
    const own = describeEnvironment(schema).map((variable) => [variable.name, variable.default] as const);
    const others = own.filter(([name, value]) => value !== undefined && (values[name] || value) !== value);
    expect(others.map(([name]) => name).filter((name) => !setByCompose.includes(name))).toEqual([]);
  });

  test('the image asks itself at the port that it listens on unless told otherwise', async () => {
    const port = describeEnvironment(await schemaOf(service)).find(({ name }) => name === 'PORT')?.default;
    expect(readFileSync(join(root, 'docker/service.Dockerfile'), 'utf8')).toContain(`'${service}': ${port}`);
  });

  test('compose.yaml starts it as npm start does, with the same limits of memory', () => {
    const folder = `services/${service}`;
    const { scripts } = Manifest.parse(JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')));
    // Compose reads docker/.env itself.
    const start = scripts.start
      .replace('--env-file-if-exists=.env ', '')
      .replace('dist/', `${folder}/dist/`)
      .split(' ');
    // The image's own command, which names the service by a variable.
    const plain = ['node', `${folder}/dist/main.js`];
    expect(compose.services[service]?.command ?? plain).toEqual(start);
  });

  test('every script that reads the environment reads .env as well, in which .env.example means what it says', () => {
    const folder = join(root, 'services', service);
    const { scripts } = Scripts.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    const reading = Object.values(scripts).filter((text) => /dist\/main|script\/(key|reindex)/.test(text));
    expect(reading.length).toBeGreaterThan(0);
    expect(reading.filter((text) => !text.includes('node --env-file-if-exists=.env '))).toEqual([]);
    const print = 'console.log(JSON.stringify(process.env))';
    const args = ['--env-file-if-exists=.env.example', '--eval', print];
    const read: unknown = JSON.parse(
      execFileSync(process.execPath, args, { cwd: folder, env: {}, encoding: 'utf8' }),
    );
    expect(read).toEqual(expect.objectContaining(linesOf(join(folder, '.env.example'))));
  });

  test('.env.example lists every variable once and no other, each with a value that is taken', async () => {
    const schema = await schemaOf(service);
    const path = join(root, 'services', service, '.env.example');
    const listed = [...readFileSync(path, 'utf8').matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(
      (match) => match[1],
    );
    expect(listed.toSorted()).toEqual(Object.keys(schema.shape).sort());
    const refused = Object.entries(linesOf(path)).filter(
      ([name, value]) => value !== '' && schema.shape[name]?.safeParse(value).success !== true,
    );
    expect(refused).toEqual([]);
  });
});

test('every port of the compose files is bound to loopback', () => {
  const all = [compose, localChain].flatMap(({ services: each }) => Object.values(each));
  const ports = all.flatMap((service) => service.ports);
  expect(ports.length).toBeGreaterThan(4);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
});

test('the engine’s socket is given to the compute provider alone', () => {
  const holders = Object.entries(compose.services).filter(([, service]) =>
    service.volumes.some((volume) => volume.includes('docker.sock')),
  );
  expect(holders.map(([name]) => name)).toEqual(['compute-provider']);
});

const dockerExample = readFileSync(join(root, 'docker/.env.example'), 'utf8');
const composeFiles = ['compose.yaml', 'local-chain.yaml'].map((name) =>
  readFileSync(join(root, 'docker', name), 'utf8'),
);

test('docker/.env.example lists every variable that the compose files take, once, and no other', () => {
  const taken = composeFiles.flatMap((text) =>
    [...text.matchAll(/\$\{([A-Z_]+)[:}]/g)].map((match) => match[1] ?? ''),
  );
  const listed = [...dockerExample.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1] ?? '');
  expect(listed.toSorted()).toEqual([...new Set(taken)].sort());
});

test('docker/.env.example has a line to fill in for what the compose files cannot do without', () => {
  const needed = composeFiles.flatMap((text) =>
    [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map((match) => match[1] ?? ''),
  );
  const listed = Object.keys(linesOf(join(root, 'docker/.env.example')));
  expect(needed.length).toBeGreaterThan(0);
  expect(needed.filter((name) => !listed.includes(name))).toEqual([]);
});

test('an order is trusted at once on the local chain alone', () => {
  expect(localChain.services['compute-provider']?.environment).toEqual({ CONFIRMATIONS: '0' });
  expect(compose.services['compute-provider']?.environment['CONFIRMATIONS']).toBe('${CONFIRMATIONS:-}');
});
