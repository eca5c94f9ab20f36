import { attack } from '../support/attack.ts';
import { expect } from 'vitest';
import { z } from 'zod';
import { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';

const Facts = z.object({
  preloaded: z.array(z.string()),
  environment: z.array(z.string()),
  directory: z.string(),
  parent: z.string(),
  arguments: z.array(z.string()),
  user: z.array(z.int()),
  noNewPrivileges: z.string(),
});

const WorkingDirectory = z.object({ workingDirectory: AlgorithmManifest.shape.workingDirectory });

export default attack({
  title: 'WORKDIR /proc/self/fd/8, a descriptor of the host (CVE-2024-21626)',
  expect: 'blocked',
  control: 'approved manifest',
  act: 'image.facts',
  shares: 'images',
  check: (seen) => {
    expect(seen.said(Facts).directory).toBe('/');
    for (const workingDirectory of [
      '/proc/self/fd/8',
      '/proc/../proc/self/fd/8',
      '/sys',
      '/dev/fd/8',
      '//proc/self/fd/8',
    ])
      expect(WorkingDirectory.safeParse({ workingDirectory }).success).toBe(false);
    return 'it starts in /, and a manifest that names such a place is no manifest';
  },
});
