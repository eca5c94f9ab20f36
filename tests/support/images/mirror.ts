import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where this system's own packages come from, and the keyring that verifies them. */
export interface Mirror {
  uri: string;
  keyring: string;
}

interface Source {
  uris: string[];
  suites: string[];
  components: string[];
  signedBy: string | undefined;
}

const defaultKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * The mirror of the distribution itself among the sources that apt is configured with: the one that offers this
 * release's code name with the component main.
 */
export async function systemMirror(
  etcApt = '/etc/apt',
  osRelease = '/etc/os-release',
): Promise<Mirror | undefined> {
  const codename = /^VERSION_CODENAME=(\S+)$/m.exec(await readFile(osRelease, 'utf8').catch(() => ''))?.[1];
  if (codename === undefined) return undefined;
  const folder = join(etcApt, 'sources.list.d');
  const names = (await readdir(folder).catch(() => [])).sort();
  const files = [join(etcApt, 'sources.list'), ...names.map((name) => join(folder, name))];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const sources = file.endsWith('.sources') ? parseStanzas(text) : parseLines(text);
    for (const { uris, suites, components, signedBy } of sources) {
      const uri = uris.find((candidate) => /^(https?|file):/.test(candidate));
      if (uri === undefined || !suites.includes(codename) || !components.includes('main')) continue;
      return { uri, keyring: signedBy?.startsWith('/') ? signedBy : defaultKeyring };
    }
  }
  return undefined;
}

/** The deb822 style: stanzas of fields. */
export function parseStanzas(text: string): Source[] {
  const stanzas = text.replaceAll(/^#.*\n?/gm, '').split(/\n\s*\n/);
  return stanzas.flatMap((stanza) => {
    const field = (name: string): string =>
      new RegExp(`^${name}:((?:.*)(?:\\n[ \\t].*)*)`, 'im').exec(stanza)?.[1]?.trim() ?? '';
    const words = (name: string): string[] => field(name).split(/\s+/).filter(Boolean);
    if (!words('Types').includes('deb') || /^no$/i.test(field('Enabled'))) return [];
    return [
      {
        uris: words('URIs'),
        suites: words('Suites'),
        components: words('Components'),
        signedBy: field('Signed-By') || undefined,
      },
    ];
  });
}

/** The one-line style: `deb [options] uri suite component…`. */
export function parseLines(text: string): Source[] {
  return text.split('\n').flatMap((line) => {
    const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line.trim());
    if (!match) return [];
    const [, options, uri = '', suite = '', components = ''] = match;
    return [
      {
        uris: [uri],
        suites: [suite],
        components: components.trim().split(/\s+/),
        signedBy: /signed-by=(\S+)/.exec(options ?? '')?.[1],
      },
    ];
  });
}
