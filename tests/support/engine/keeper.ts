/**
 * The keeper of a private Docker engine: a small detached process that starts containerd and dockerd, counts the
 * processes that use them by their open connections, and ends everything when the last is gone.
 * If the keeper itself is killed, the kernel kills both daemons (parent-death signal).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { answers } from './find-engine.ts';
import { enginePlaces } from './hold-private-engine.ts';
import { clearEngine } from './clear-engine.ts';
import { ask, systemPath } from './packages.ts';

const [, , directory, runsc] = process.argv;
if (!directory) throw new Error('usage: keeper.ts DIRECTORY [RUNSC]');
const places = enginePlaces(directory);
const containerdSocket = join(places.run, 'containerd.sock');

const daemons: ChildProcess[] = [];
const shares = new Set<Socket>();
let leaving = false;

/** One keeper per directory. True when this process is the one; waits while an earlier one is on its way out. */
async function becomeKeeper(): Promise<boolean> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const taken = await new Promise<boolean>((resolve) => {
      const mutex = createServer();
      mutex.on('error', () => resolve(false));
      mutex.listen(places.mutex, () => resolve(true));
    });
    if (taken) return true;
    const serving = await new Promise<boolean>((resolve) => {
      const probe = connect(places.leases, () => {
        probe.destroy();
        resolve(true);
      });
      probe.on('error', () => resolve(false));
    });
    if (serving) return false;
    await delay(50);
  }
  return false;
}

/**
 * Ends what a killed engine of this very directory has left: processes of its control group and daemons by their command
 * line, then its mounts, then its files. What belongs to another engine matches none of them.
 */
async function clearRemains(): Promise<void> {
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    const groups = await readFile(`/proc/${name}/cgroup`, 'utf8').catch(() => '');
    const daemon = /(^|\/)(dockerd|containerd|containerd-shim[\w-]*)$/.test(command.split('\0')[0] ?? '');
    if ((daemon && command.includes(`${places.run}/`)) || groups.includes(`/${places.controlGroup}/`)) {
      process.kill(Number(name), 'SIGKILL');
    }
  }
  await removeRunDirectory();
  mkdirSync(places.run, { recursive: true, mode: 0o700 });
}

/** dockerd leaves mounts of network namespaces behind, also when it ends well; a folder with a mount in it cannot be removed. */
async function removeRunDirectory(): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${places.run}/`) || path.startsWith(`${places.directory}/`));
  for (const path of mounts.toReversed()) await ask('umount', ['--lazy', path]);
  rmSync(places.run, { recursive: true, force: true });
}

function startDaemon(program: string, args: readonly string[]): ChildProcess {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: systemPath },
  });
  child.on('error', (error) => console.error(`${program}: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (!leaving) void leave(`${program} ended (${signal ?? code})`);
  });
  daemons.push(child);
  return child;
}

async function startEngine(): Promise<void> {
  // Everything is said in files of our own, so that no configuration of the system's engine takes part.
  const containerdConfig = join(places.run, 'containerd.toml');
  writeFileSync(
    containerdConfig,
    [
      'version = 2',
      `root = "${join(places.directory, 'containerd')}"`,
      `state = "${join(places.run, 'containerd')}"`,
      'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
      '[grpc]',
      `address = "${containerdSocket}"`,
      '[ttrpc]',
      `address = "${containerdSocket}.ttrpc"`,
      '',
    ].join('\n'),
  );
  const dockerdConfig = join(places.run, 'daemon.json');
  writeFileSync(
    dockerdConfig,
    JSON.stringify({
      hosts: [`unix://${places.socket}`],
      'data-root': join(places.directory, 'docker'),
      'exec-root': join(places.run, 'docker'),
      pidfile: join(places.run, 'docker.pid'),
      containerd: containerdSocket,
      bridge: 'none',
      iptables: false,
      ip6tables: false,
      'ip-forward': false,
      'exec-opts': ['native.cgroupdriver=cgroupfs'],
      'cgroup-parent': places.controlGroup,
      'shutdown-timeout': 2,
      'log-level': 'warn',
      ...(runsc === undefined
        ? {}
        : // No network stack is wanted, and with the engine's none gVisor 2024 does not start unless it is told so; the engine's seccomp
          // profile counts inside as well.
          { runtimes: { runsc: { path: runsc, runtimeArgs: ['--network=none', '--oci-seccomp'] } } }),
    }),
  );
  startDaemon('containerd', ['--config', containerdConfig, '--log-level', 'warn']);
  startDaemon('dockerd', ['--config-file', dockerdConfig]);
  const deadline = Date.now() + 45_000;
  while (!(await answers(places.socket, 1000))) {
    if (Date.now() > deadline) throw new Error('dockerd did not answer within 45 s');
    await delay(50);
  }
  // Records of containers whose engine was killed; whoever made them is gone.
  await clearEngine(places.socket);
}

function serveLeases(ready: Promise<void>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('data', () => {
      if (shares.has(socket)) return;
      shares.add(socket);
      ready.then(
        () => socket.write('ready\n'),
        (error: unknown) => socket.end(`failed ${String(error).replaceAll('\n', ' ')}\n`),
      );
    });
    const gone = (): void => {
      if (!shares.delete(socket)) return void socket.end();
      if (shares.size > 0 || leaving) return void socket.end();
      void leave('no process uses the engine any more', socket);
    };
    socket.on('end', gone);
    socket.on('error', gone);
    socket.on('close', gone);
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(places.leases, () => resolve(server));
  });
}

/** Asks a daemon to end, and after a second tells it to. */
async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const exited = new Promise<true>((resolve) => daemon.once('exit', () => resolve(true)));
  daemon.kill('SIGTERM');
  if (await Promise.race([exited, delay(1_000, false)])) return;
  daemon.kill('SIGKILL');
  await Promise.race([exited, delay(300)]);
}

/** Ends the engine and this process. New users find no lease socket and start a keeper that waits for this one's end. */
async function leave(why: string, last?: Socket): Promise<void> {
  if (leaving) return;
  leaving = true;
  console.error(`keeper: ${why}`);
  rmSync(places.leases, { force: true });
  // Killing containers first spares dockerd's patience with them: 10 s for each that ignores SIGTERM.
  await Promise.race([clearEngine(places.socket), delay(2_000)]).catch((error: unknown) =>
    console.error(String(error)),
  );
  // dockerd before containerd, which it still needs.
  for (const daemon of daemons.toReversed()) await end(daemon);
  await removeRunDirectory().catch((error: unknown) => console.error(String(error)));
  last?.end();
  for (const share of shares) share.destroy();
  setTimeout(() => process.exit(0), 20);
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void leave(signal));

if (!(await becomeKeeper())) process.exit(0);
await clearRemains();
const { promise, resolve, reject } = Promise.withResolvers<void>();
promise.catch((error: unknown) => leave(String(error)));
await serveLeases(promise);
startEngine().then(resolve, reject);
// Whoever asked for the engine may be gone before it took its share.
setTimeout(() => {
  if (shares.size === 0) void leave('nobody came');
}, 20_000).unref();
