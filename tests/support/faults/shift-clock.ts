/**
 * Loaded into a process before its program (`node --import`): its wall clock is off by as many milliseconds as the file named by
 * ATOLL_CLOCK_OFFSET says at the time. Monotonic clocks and timers stay as they are, as when somebody sets the system's clock.
 */
import { readFileSync } from 'node:fs';

const path = process.env['ATOLL_CLOCK_OFFSET'];
if (path === undefined) throw new TypeError('ATOLL_CLOCK_OFFSET names no file');

const SystemDate = Date;
const systemNow = Date.now;
let offset = 0;

function readOffset(file: string): void {
  offset = Number(readFileSync(file, 'utf8'));
}

readOffset(path);
setInterval(() => readOffset(path), 50).unref();

globalThis.Date = new Proxy(SystemDate, {
  construct: (target, given: unknown[], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [systemNow() + offset] : given, newTarget),
  apply: () => new SystemDate(systemNow() + offset).toString(),
  get: (target, property, receiver) =>
    property === 'now' ? () => systemNow() + offset : Reflect.get(target, property, receiver),
});
