/** Where a registry hands out tokens, as its `WWW-Authenticate: Bearer realm="…",service="…"` says. */
export interface Challenge {
  readonly realm: string;
  readonly service: string | undefined;
}

/**
 * Reads the challenge of a 401.
 * @returns undefined where it is none that an anonymous token answers
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export function readChallenge(header: string | undefined): Challenge | undefined {
  const rest = /^bearer\s+(.*)$/i.exec((header ?? '').slice(0, 4096))?.[1];
  if (rest === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const [, name = '', value = ''] of rest.matchAll(/([a-z_]+)="([^"]*)"/gi))
    fields.set(name.toLowerCase(), value);
  const realm = fields.get('realm');
  if (realm === undefined || !URL.canParse(realm)) return undefined;
  return { realm, service: fields.get('service') };
}
