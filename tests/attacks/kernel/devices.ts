import { expect } from 'vitest';
import { z } from 'zod';
import { attack } from '../support/attack.ts';
import { Answers, open, reasonsOf } from '../support/expectations.ts';

const Said = z.object({ there: z.array(z.string()), answers: Answers });

/** What every container has, and gVisor's own `fuse`; none of them leads to a disk, to memory or to the host. */
const harmless = [
  'console',
  'fuse',
  'core',
  'fd',
  'full',
  'mqueue',
  'null',
  'ptmx',
  'pts',
  'random',
  'shm',
  'stderr',
  'stdin',
  'stdout',
  'tty',
  'urandom',
  'zero',
  'net',
];

export default attack({
  title: 'devices: those that are there, and new ones by mknod',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'kernel.devices',
  shares: 'kernel',
  check: async (seen) => {
    const { there, answers } = seen.said(Said);
    expect(there.filter((name) => !harmless.includes(name))).toEqual([]);
    expect(open(answers)).toEqual([]);
    expect((await seen.left()).filter(({ type }) => type !== 'directory')).toEqual([]);
    expect(open((await seen.unconfined(Said)).answers).length).toBeGreaterThan(0);
    return reasonsOf(answers);
  },
});
