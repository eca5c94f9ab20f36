import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseNext, estimateStarts, reserve, type Running } from './choose-next.ts';
import { costOf, orderPolicy, orderWaiting, type Waiting } from './order-waiting.ts';
import { type Capacity, Free, type Needs } from './resources.ts';

const capacity: Capacity = {
  milliCpus: 8000,
  memoryBytes: 16_000,
  gpus: 2,
  slots: new Map([
    ['small', 6],
    ['large', 2],
  ]),
};
const policy = orderPolicy;
const nobody: ReadonlyMap<string, number> = new Map();

const needs = (cpus: number, memoryBytes = 1): Needs => ({ milliCpus: cpus * 1000, memoryBytes, gpus: 0 });
let counter = 0;
function waits(changes: Partial<Waiting> = {}): Waiting {
  counter += 1;
  return {
    jobId: `job-${String(counter).padStart(6, '0')}`,
    buyer: 'ann',
    environment: 'small',
    needs: needs(1),
    maxSeconds: 60,
    waitedSeconds: 0,
    latestStartIn: 10_000,
    notBeforeIn: 0,
    ...changes,
  };
}

const anyNeeds = fc.record({
  milliCpus: fc.integer({ min: 1, max: 9000 }),
  memoryBytes: fc.integer({ min: 1, max: 17_000 }),
  gpus: fc.constantFrom(0, 0, 0, 1, 2, 3),
});
const anyWaiting: fc.Arbitrary<Waiting> = fc
  .record({
    buyer: fc.constantFrom('ann', 'ben', 'cleo'),
    environment: fc.constantFrom('small', 'large', 'gone'),
    needs: anyNeeds,
    maxSeconds: fc.integer({ min: 1, max: 7200 }),
    waitedSeconds: fc.integer({ min: 0, max: 20_000 }),
    latestStartIn: fc.integer({ min: -10, max: 50_000 }),
    notBeforeIn: fc.constantFrom(0, 0, 0, -3, 5),
  })
  .map(waits);
const anyRunning: fc.Arbitrary<Running[]> = fc
  .array(
    fc.record({
      environment: fc.constantFrom('small', 'large'),
      needs: anyNeeds,
      endsIn: fc.integer({ min: -5, max: 7200 }),
    }),
    { maxLength: 12 },
  )
  .map((jobs) => {
    // What runs was given out by the same rules, so it fits.
    const free = new Free(capacity);
    return jobs.filter((job) => {
      if (!free.fits(job)) return false;
      free.take(job);
      return true;
    });
  });
const anyServed = fc
  .tuple(fc.nat(5000), fc.nat(5000), fc.nat(5000))
  .map(([ann, ben, cleo]) => new Map(Object.entries({ ann, ben, cleo })));
const situation = fc.record({
  capacity: fc.constant(capacity),
  running: anyRunning,
  waiting: fc.array(anyWaiting, { maxLength: 40 }),
  served: anyServed,
  policy: fc.constant(policy),
});

function freeBeside(running: readonly Running[], started: readonly Waiting[]): Free {
  const free = new Free(capacity);
  for (const job of [...running, ...started]) free.take(job);
  return free;
}

test('never more is given out than there is, and every job is either started or told why not', () => {
  fc.assert(
    fc.property(situation, (input) => {
      const { start, wait } = chooseNext(input);
      const free = new Free(capacity);
      for (const job of input.running) free.take(job);
      for (const job of start) {
        expect(free.shortage(job)).toBeUndefined();
        free.take(job);
      }
      expect([...start, ...wait.map(({ job }) => job)].map(({ jobId }) => jobId).toSorted()).toEqual(
        input.waiting.map(({ jobId }) => jobId).toSorted(),
      );
    }),
  );
});

test('a job whose needs are free waits only for its pause or for the start that is reserved', () => {
  fc.assert(
    fc.property(situation, (input) => {
      const { start, wait } = chooseNext(input);
      const free = freeBeside(input.running, start);
      const blocked = wait.filter(({ reason }) => reason !== 'waiting_retry' && reason !== 'waiting_turn');
      for (const { job, reason } of wait) {
        if (reason === 'waiting_retry') expect(job.notBeforeIn).toBeGreaterThan(0);
        else if (reason === 'waiting_turn') expect(blocked.length).toBeGreaterThan(0);
        else expect(free.shortage(job)).toBe(reason);
      }
    }),
  );
});

test('what fills gaps never delays the start that is reserved for the first job that does not fit', () => {
  fc.assert(
    fc.property(situation, (input) => {
      const ordered = orderWaiting(input);
      const { start } = chooseNext(input);
      const head = ordered.find(
        (job) => job.notBeforeIn <= 0 && !start.includes(job) && new Free(capacity).fits(job),
      );
      if (head === undefined) return;
      const before = start.filter((job) => ordered.indexOf(job) < ordered.indexOf(head));
      const ends = (jobs: readonly Waiting[]): Running[] =>
        jobs.map((job) => ({ ...job, endsIn: job.maxSeconds }));
      const promised = reserve(head, capacity, [...input.running, ...ends(before)])?.at ?? Infinity;
      const kept = reserve(head, capacity, [...input.running, ...ends(start)])?.at ?? Infinity;
      expect(kept).toBeLessThanOrEqual(promised);
    }),
    { numRuns: 500 },
  );
});

test('of buyers who have waited equally long, none gets more than the largest job ahead of another', () => {
  const jobs = fc.array(
    fc.record({ buyer: fc.constantFrom('ann', 'ben'), maxSeconds: fc.integer({ min: 1, max: 600 }) }),
    { minLength: 2, maxLength: 60 },
  );
  fc.assert(
    fc.property(jobs, fc.nat(300), (list, waitedSeconds) => {
      const waiting = list.map((each) => waits({ ...each, waitedSeconds }));
      const largest = Math.max(...waiting.map((job) => costOf(job, capacity)));
      const ordered = orderWaiting({ waiting, served: nobody, capacity, policy });
      const got = new Map<string, number>();
      const left = (buyer: string, from: number) => ordered.slice(from).some((job) => job.buyer === buyer);
      for (const [index, job] of ordered.entries()) {
        got.set(job.buyer, (got.get(job.buyer) ?? 0) + costOf(job, capacity));
        if (!left('ann', index + 1) || !left('ben', index + 1)) break;
        expect(Math.abs((got.get('ann') ?? 0) - (got.get('ben') ?? 0))).toBeLessThanOrEqual(largest + 1e-6);
      }
    }),
  );
});

test('a job that has waited its tag divided by the ageing is passed by nobody who comes later', () => {
  fc.assert(
    fc.property(situation, fc.array(anyWaiting, { maxLength: 20 }), (input, others) => {
      const old = waits({ buyer: 'ann', maxSeconds: 3600, needs: needs(8), waitedSeconds: 0 });
      const ahead = input.waiting.filter(({ buyer }) => buyer === 'ann');
      const most =
        (input.served.get('ann') ?? 0) + [...ahead, old].reduce((sum, job) => sum + costOf(job, capacity), 0);
      const aged = { ...old, waitedSeconds: most / policy.ageing };
      const newcomers = others.map((job) => ({ ...job, waitedSeconds: 0, latestStartIn: 10_000 }));
      const ordered = orderWaiting({
        ...input,
        waiting: [...input.waiting, aged, ...newcomers.filter(({ buyer }) => buyer !== 'ann')],
      });
      const after = ordered.slice(ordered.indexOf(aged));
      for (const each of newcomers.filter(({ buyer }) => buyer !== 'ann')) expect(after).toContain(each);
    }),
  );
});

/** Serves a stream of jobs on a machine, as the queue does, and tells when each has started. */
function simulate(arrivals: readonly { at: number; job: Waiting }[], until: number): Map<string, number> {
  const started = new Map<string, number>();
  const open = [...arrivals];
  const waiting: { at: number; job: Waiting }[] = [];
  let running: { ends: number; job: Waiting }[] = [];
  const served = new Map<string, number>();
  for (let now = 0; now <= until; now += 1) {
    while ((open[0]?.at ?? Infinity) <= now) waiting.push(...open.splice(0, 1));
    running = running.filter(({ ends }) => ends > now);
    const { start } = chooseNext({
      capacity,
      policy,
      served,
      running: running.map(({ ends, job }) => ({ ...job, endsIn: ends - now })),
      waiting: waiting.map(({ at, job }) => ({ ...job, waitedSeconds: now - at })),
    });
    for (const { jobId } of start) {
      const [entry] = waiting.splice(
        waiting.findIndex(({ job }) => job.jobId === jobId),
        1,
      );
      if (entry === undefined) throw new Error('a job was started that did not wait');
      started.set(jobId, now);
      running.push({ ends: now + entry.job.maxSeconds, job: entry.job });
      served.set(entry.job.buyer, (served.get(entry.job.buyer) ?? 0) + costOf(entry.job, capacity));
    }
  }
  return started;
}

test('an endless stream of short jobs of ever new buyers, as many as the machine can do, does not keep a job for the whole machine', () => {
  const short = Array.from({ length: 600 }, (_, at) => ({
    at,
    job: waits({ buyer: `buyer ${at}`, needs: needs(4), maxSeconds: 2, environment: 'small' }),
  }));
  const whole = waits({ buyer: 'whole', needs: needs(8), maxSeconds: 60 });
  const arrivals = [...short.slice(0, 11), { at: 10, job: whole }, ...short.slice(11)];
  const startedAt = simulate(arrivals, 600).get(whole.jobId) ?? Infinity;
  // 60 machine seconds are worth two minutes of waiting; then it is next, and what runs ends.
  expect(startedAt - 10).toBeLessThanOrEqual(60 / policy.ageing + 2 * 2);
  expect(startedAt - 10).toBeGreaterThan(0);
});

test('a short job passes long ones that wait, and a buyer with few jobs passes one with many', () => {
  const long = Array.from({ length: 5 }, () => waits({ maxSeconds: 3600 }));
  const short = waits({ maxSeconds: 5 });
  const ordered = orderWaiting({ waiting: [...long, short], served: nobody, capacity, policy });
  expect(ordered[0]).toBe(short);

  const many = Array.from({ length: 150 }, () => waits({ buyer: 'many', waitedSeconds: 30 }));
  const few = Array.from({ length: 5 }, () => waits({ buyer: 'few' }));
  const places = orderWaiting({
    waiting: [...many, ...few],
    served: new Map([['many', 40]]),
    capacity,
    policy,
  }).map(({ buyer }) => buyer);
  expect(places.lastIndexOf('few')).toBeLessThan(12);
});

test('a job that has to start soon goes first, the nearest deadline before the others', () => {
  const patient = waits({ waitedSeconds: 5000, maxSeconds: 1 });
  const soon = waits({ latestStartIn: 50, maxSeconds: 7000, buyer: 'ben' });
  const sooner = waits({ latestStartIn: 5, maxSeconds: 7000 });
  const waiting = [patient, soon, sooner];
  expect(orderWaiting({ waiting, served: new Map([['ben', 1e6]]), capacity, policy })).toEqual([
    sooner,
    soon,
    patient,
  ]);
});

test('a job that pauses after a failure, or that no machine here could hold, keeps no other from starting', () => {
  const paused = waits({ needs: needs(8), notBeforeIn: 10, waitedSeconds: 500 });
  const huge = waits({ needs: needs(9), waitedSeconds: 500 });
  const other = waits({ needs: needs(8), maxSeconds: 7200 });
  const { start, wait } = chooseNext({
    capacity,
    running: [],
    waiting: [paused, huge, other],
    served: nobody,
    policy,
  });
  expect(start).toEqual([other]);
  expect(wait).toEqual([
    { job: paused, reason: 'waiting_retry' },
    { job: huge, reason: 'waiting_cpu' },
  ]);
});

test('each wait names what is missing: slot, GPU, processor, memory, or the turn of another', () => {
  const running: Running[] = [
    { environment: 'large', needs: { milliCpus: 4000, memoryBytes: 15_990, gpus: 1 }, endsIn: 100 },
  ];
  const second: Running = { environment: 'large', needs: needs(1), endsIn: 200 };
  const reasons = (job: Partial<Waiting>, more: Waiting[] = []) => {
    const own = waits(job);
    const { wait } = chooseNext({
      capacity,
      running: [...running, second],
      waiting: [own, ...more],
      served: nobody,
      policy,
    });
    return wait.find((each) => each.job === own)?.reason;
  };
  expect(reasons({ environment: 'large' })).toBe('waiting_slot');
  expect(reasons({ needs: { milliCpus: 1, memoryBytes: 1, gpus: 2 } })).toBe('waiting_gpu');
  expect(reasons({ needs: needs(4) })).toBe('waiting_cpu');
  expect(reasons({ needs: needs(1, 100) })).toBe('waiting_memory');
  const head = waits({ needs: needs(7), latestStartIn: 1 });
  expect(reasons({ needs: needs(2), maxSeconds: 500 }, [head])).toBe('waiting_turn');
  expect(reasons({ needs: needs(2), maxSeconds: 100 }, [head])).toBeUndefined();
});

test('estimated starts follow the order, and no run starts before what it needs has ended', () => {
  const ordered = [
    waits({ needs: needs(6), maxSeconds: 50 }),
    waits({ needs: needs(8), maxSeconds: 10 }),
    waits({ needs: needs(9) }),
    waits(),
  ];
  const running: Running[] = [{ environment: 'small', needs: needs(4), endsIn: 30 }];
  expect(estimateStarts({ capacity, running, ordered })).toEqual([30, 80, undefined, 90]);
});

test('together, what fills gaps takes no more than the reserved start leaves over', () => {
  const running: Running[] = [{ environment: 'large', needs: needs(4), endsIn: 100 }];
  const head = waits({ needs: needs(7), latestStartIn: 1 });
  const fillers = Array.from({ length: 3 }, () => waits({ maxSeconds: 500 }));
  const { start, wait } = chooseNext({
    capacity,
    running,
    waiting: [head, ...fillers],
    served: nobody,
    policy,
  });
  expect(start).toHaveLength(1);
  expect(wait.map(({ reason }) => reason)).toEqual(['waiting_cpu', 'waiting_turn', 'waiting_turn']);
});
