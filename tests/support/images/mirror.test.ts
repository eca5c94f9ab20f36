import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemMirror } from './mirror.ts';

/** Runs against an /etc of the test's own. */
async function mirrorOf(files: Record<string, string>): Promise<Awaited<ReturnType<typeof systemMirror>>> {
  const etc = await mkdtemp(join(tmpdir(), 'atoll-mirror-test-'));
  try {
    await mkdir(join(etc, 'apt/sources.list.d'), { recursive: true });
    await writeFile(join(etc, 'os-release'), 'ID=debian\nVERSION_CODENAME=bookworm\n');
    for (const [name, text] of Object.entries(files)) await writeFile(join(etc, 'apt', name), text);
    return await systemMirror(join(etc, 'apt'), join(etc, 'os-release'));
  } finally {
    await rm(etc, { recursive: true, force: true });
  }
}

describe('the mirror of the system', () => {
  it('is found among stanzas, with its keyring, past comments and other people’s repositories', async () => {
    const mirror = await mirrorOf({
      'sources.list.d/a.sources':
        'Types: deb\nURIs: http://other.test/debian\nSuites: bookworm\nComponents: stable\n',
      'sources.list.d/debian.sources': [
        'Types: deb-src',
        'URIs: http://source.test/debian',
        'Suites: bookworm',
        'Components: main',
        '',
        'Enabled: no',
        'Types: deb',
        'URIs: http://off.test/debian',
        'Suites: bookworm',
        'Components: main',
        '',
        'Types: deb',
        '# http://comment.test/debian',
        'URIs: http://mirror.test/debian',
        'Suites: bookworm bookworm-updates',
        'Components: main contrib',
        'Signed-By: /keys/archive.gpg',
      ].join('\n'),
    });
    expect(mirror).toEqual({ uri: 'http://mirror.test/debian', keyring: '/keys/archive.gpg' });
  });

  it('is found among lines, with options or without', async () => {
    const mirror = await mirrorOf({
      'sources.list': [
        '# deb http://off.test/debian bookworm main',
        'deb http://security.test/debian-security bookworm-security main',
        'deb [arch=amd64 signed-by=/keys/a.gpg] https://mirror.test/debian bookworm main # ours',
      ].join('\n'),
    });
    expect(mirror).toEqual({ uri: 'https://mirror.test/debian', keyring: '/keys/a.gpg' });
  });

  it('is absent when only other releases are configured', async () => {
    expect(await mirrorOf({ 'sources.list': 'deb http://mirror.test/debian sid main\n' })).toBeUndefined();
  });
});
