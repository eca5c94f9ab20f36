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
  title: 'an entrypoint, arguments, a health check and a stop signal of the image’s own',
  expect: 'blocked',
  control: 'approved manifest',
  act: 'image.facts',
  shares: 'images',
  check: (seen) => {
    const { arguments: given } = seen.said(Facts);
    expect(given[0]).toBe('/usr/bin/python3');
    expect(given.join(' ')).not.toContain('hostile');
    expect(seen.end.usage.wallSeconds).toBeLessThan(30);
    return `what runs is ${given.slice(0, 3).join(' ')}`;
  },
});
