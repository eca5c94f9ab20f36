import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EngineNotReady } from './errors.ts';
import type { Log } from './packages.ts';

/** Where a private engine keeps what. Sockets live under /run, for their paths may not exceed 107 bytes. */
export function enginePlaces(directory: string): {
  directory: string;
  run: string;
  socket: string;
  leases: string;
  mutex: string;
  controlGroup: string;
  log: string;
} {
  const id = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  const run = `/run/atoll-engine-${id}`;
  return {
    directory,
    run,
    socket: join(run, 'docker.sock'),
    leases: join(run, 'leases.sock'),
    // An abstract socket: the kernel lets go of it with its process, so that it can never be stale.
    mutex: `\0atoll-engine-${id}`,
    controlGroup: `atoll-engine-${id}`,
    log: join(directory, 'engine.log'),
  };
}

const startDeadlineMs = 60_000;
const stopDeadlineMs = 4_800;

/**
 * Takes a share in the private engine of a directory, starting it if nobody has.
 *
 * The share is an open connection to the engine's keeper, which therefore learns of this process's end from the kernel,
 * also after SIGKILL. The last share to go ends the engine.
 */
export async function holdPrivateEngine(input: {
  directory: string;
  log: Log;
  /** gVisor's program; the engine offers it as the runtime `runsc` if this call starts it. */
  runsc?: string | undefined;
}): Promise<{ socketPath: string; stop(): Promise<void> }> {
  const places = enginePlaces(input.directory);
  mkdirSync(places.directory, { recursive: true });
  const deadline = Date.now() + startDeadlineMs;
  let announced = false;
  let keeperStartedAt = 0;
  for (;;) {
    const lease = await openLease(places.leases);
    if (lease.kind === 'held') return { socketPath: places.socket, stop: () => release(lease.socket) };
    if (lease.kind === 'failed') throw new EngineNotReady(lease.detail, places.log);
    if (Date.now() > deadline) throw new EngineNotReady('no answer within 60 s', places.log);
    if (!announced) input.log('starting a private Docker engine');
    announced = true;
    // A keeper that found another one at work has ended; ask for a new one from time to time, in case that one was leaving.
    if (Date.now() - keeperStartedAt > 5_000) {
      startKeeper(places, input.runsc);
      keeperStartedAt = Date.now();
    }
    await delay(50);
  }
}

function startKeeper(places: ReturnType<typeof enginePlaces>, runsc: string | undefined): void {
  const log = openSync(places.log, 'a');
  const args = [places.directory, ...(runsc === undefined ? [] : [runsc])];
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'keeper.ts'), ...args], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
  });
  keeper.on('error', () => undefined); // The deadline of the caller reports it.
  keeper.unref();
  closeSync(log);
}

type Lease = { kind: 'held'; socket: Socket } | { kind: 'failed'; detail: string } | { kind: 'absent' };

function openLease(path: string): Promise<Lease> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let said = '';
    socket.on('connect', () => socket.write('hold\n'));
    socket.on('data', (chunk) => {
      said += chunk.toString();
      if (!said.includes('\n')) return;
      const [word, ...detail] = said.trim().split(' ');
      if (word !== 'ready') {
        socket.destroy();
        resolve({ kind: 'failed', detail: detail.join(' ') });
        return;
      }
      // The share must not keep this process from ending; the kernel closes it then.
      socket.unref();
      resolve({ kind: 'held', socket });
    });
    socket.on('error', () => resolve({ kind: 'absent' }));
    socket.on('close', () => resolve({ kind: 'absent' }));
  });
}

/** The keeper closes the connection when the engine is gone, or at once when others still use it. */
function release(socket: Socket): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    socket.ref();
    const late = setTimeout(() => socket.destroy(), stopDeadlineMs);
    socket.on('close', () => {
      clearTimeout(late);
      resolve();
    });
    socket.end();
  });
}
