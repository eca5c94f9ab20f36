import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { z } from 'zod';

const Programs = z.record(z.string(), z.object({ marked: z.boolean(), user: z.string(), group: z.string() }));

export default attack({
  title: 'programs that the image marks to run as root',
  expect: 'blocked',
  control: 'seccomp and capabilities',
  act: 'image.setuid',
  shares: 'images',
  check: async (seen) => {
    const programs = Object.values(seen.said(Programs));
    expect(programs.every(({ marked }) => marked)).toBe(true);
    expect(programs.map(({ user, group }) => [user, group])).toEqual(programs.map(() => ['65534', '65534']));
    return `${programs.length} programs run, both as 65534`;
  },
});
