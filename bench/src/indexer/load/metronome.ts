import { Worker } from 'node:worker_threads';

/**
 * Tells when beats are due: a thread that sleeps on a lock wakes within 0.12 ms (median), where a timer of Node waits whole milliseconds. A busy
 * loop would take from the service what it is measured by, and so would more than a message a millisecond: beats that are due within one are
 * told together, the later ones of them late, and charged for that.
 */
const beating = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { started, perSecond, total } = workerData;
  const lock = new Int32Array(new SharedArrayBuffer(4));
  for (let told = 0; told < total; ) {
    const now = performance.timeOrigin + performance.now() - started;
    const due = Math.min(total, Math.floor((now / 1000) * perSecond) + 1);
    if (due > told) parentPort.postMessage((told = due));
    else Atomics.wait(lock, 0, 0, Math.max(1, (told / perSecond) * 1000 - now));
  }
`;

/**
 * Beats at a steady rate, the first at once.
 *
 * @param beat called with the number of the beat from 0 and the time that it is due (`performance.now()`), late ones one right after another
 * @returns when all were told, or when `signal` ends them
 */
export async function beatSteadily(input: {
  perSecond: number;
  total: number;
  beat: (number: number, due: number) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { perSecond, total, beat, signal } = input;
  if (signal.aborted) return;
  const start = performance.now() + 50;
  const workerData = { started: performance.timeOrigin + start, perSecond, total };
  const worker = new Worker(beating, { eval: true, workerData });
  const over = Promise.withResolvers<void>();
  let told = 0;
  worker.on('message', (due: number) => {
    for (; told < due && !signal.aborted; told++) beat(told, start + (told / perSecond) * 1000);
    if (told === total) over.resolve();
  });
  worker.on('error', over.reject);
  const stop = () => over.resolve();
  signal.addEventListener('abort', stop);
  try {
    await over.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
