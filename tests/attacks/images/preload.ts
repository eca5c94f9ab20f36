import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { z } from 'zod';

const Facts = z.object({
  preloaded: z.array(z.string()),
  environment: z.array(z.string()),
  directory: z.string(),
  parent: z.string(),
  arguments: z.array(z.string()),
  user: z.array(z.int()),
  noNewPrivileges: z.string(),
});

export default attack({
  title: 'a library in LD_PRELOAD, and other hooks of loaders in the image’s environment',
  expect: 'blocked',
  control: 'approved manifest',
  act: 'image.facts',
  shares: 'images',
  check: (seen) => {
    const { preloaded, environment } = seen.said(Facts);
    expect(preloaded).toEqual([]);
    expect(
      environment.filter((name) => !['HOME', 'HOSTNAME', 'LC_CTYPE', 'PATH', 'TMPDIR'].includes(name)),
    ).toEqual([]);
    return 'none of the image’s five variables is there, and no library was loaded';
  },
});
