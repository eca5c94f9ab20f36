import { createServer, type Server } from 'node:http';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { simulateThenSend } from '@atoll/chain/write';
import { croissantContext, type DatasetDocument } from '@atoll/schemas/metadata/dataset';
import type { Bytes32 } from '@atoll/schemas/ids';
import { SignInNonce } from '@atoll/schemas/sign-in';
import { openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { rawCidOf } from '@atoll/sdk/digest';
import { pinDocument } from '@atoll/sdk/pin-document';
import { publishAsset } from '@atoll/sdk/publish-asset';
import { termsForChain } from '@atoll/sdk/terms';
import type { Browser, Page } from 'playwright-core';
import { keccak256, stringToHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';
import { expect } from 'vitest';
import { z } from 'zod';
import { contextOf } from '../support/flow/context.ts';
import type { Stack } from '../support/stack/start.ts';
import { waitFor } from '../support/wait.ts';
import { openProfile } from './support/browser.ts';
import { test } from './support/world.ts';

let stack: Stack;
let browser: Browser;
let evil: { readonly server: Server; readonly url: string };
/** CAIP-19 ids of what the attacker has published. */
let hostile: string[];

const run = 'globalThis.pwned=1';
const breakout = `</script></style></title><script>${run}</script><img src=x onerror="${run}">`;
const turned = `\u202Egnp.exe\u202C \u2066\u2067 ${'\u0310'.repeat(60)} שלום {{constructor.constructor('${run}')()}}`;
const styled = `}</style><style>*{display:none!important}body{position:fixed}</style><div style="position:fixed;inset:0;z-index:9999">`;
const markdown = [
  breakout,
  `[click](javascript:${run}) ![pixel](https://evil.example/pixel.png) <https://evil.example/auto>`,
  `<iframe src="https://evil.example/"></iframe><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<svg/onload=${run}> <form action="https://evil.example/"><input name=seed autofocus onfocus=${run}></form>`,
  styled,
  '# Connect your wallet\n\n'.repeat(50),
  `${'>'.repeat(3000)} deep`,
  'W'.repeat(5000),
].join('\n\n');

/** A document that the schema takes, with an attack in every word of it. */
function hostileDocument(name: string): DatasetDocument {
  const column = (index: number, text: string) => ({
    '@type': 'cr:Field' as const,
    '@id': `c${index}`,
    name: text.slice(0, 200),
    description: markdown.slice(0, 2000),
    dataType: 'sc:Text' as const,
    source: { fileObject: { '@id': 'f' }, extract: { column: text.slice(0, 200) } },
  });
  return {
    '@context': croissantContext,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name: name.slice(0, 200),
    description: markdown.slice(0, 20_000),
    license: `javascript:${run}//${breakout}`.slice(0, 500),
    version: breakout.slice(0, 64),
    creator: breakout,
    citeAs: markdown.slice(0, 2000),
    url: `https://evil.example/"onmouseover="${run}`,
    keywords: [breakout.slice(0, 64), turned.slice(0, 64), 'K'.repeat(64)],
    distribution: [
      {
        '@type': 'cr:FileObject',
        '@id': 'f',
        name: breakout.slice(0, 300),
        contentUrl: 'urn:atoll:sealed:f',
        contentSize: '1 B',
        encodingFormat: breakout.slice(0, 100),
      },
    ],
    recordSet: [
      {
        '@type': 'cr:RecordSet',
        '@id': 'r',
        name: breakout.slice(0, 200),
        field: [breakout, turned, styled, 'N'.repeat(200)].map((text, index) => column(index, text)),
      },
    ],
    atoll: {
      kind: 'dataset',
      version: 1,
      commitment: rawCidOf(keccak256(stringToHex(name))),
      bytes: 1,
      rules: { release: 'auto', outputTypes: ['json'], maxOutputBytes: 1024 },
    },
  };
}

/** Publishes what no honest client would: the document is not looked at before it is minted. */
async function publishUnread(bytes: Uint8Array): Promise<void> {
  const attacker = await contextOf(stack, stack.wallets.stranger);
  const { digest } = await pinDocument(attacker, bytes);
  const terms = termsForChain({
    token: stack.token.address,
    price: 1n,
    provider: stack.wallets.provider.address,
  });
  const publication = { kind: 0, metadataDigest: digest, commitment: digest, terms };
  await simulateThenSend(attacker.chain, {
    address: attacker.chain.addresses.assetRegistry,
    abi: assetRegistryAbi,
    functionName: 'publish',
    args: [publication, 7n],
  });
}

async function publishHostile(): Promise<string[]> {
  const attacker = await contextOf(stack, stack.wallets.stranger);
  const ids: string[] = [];
  for (const name of [breakout, turned, styled, 'W'.repeat(200)]) {
    const commitment: Bytes32 = keccak256(stringToHex(name));
    const { id } = await publishAsset(attacker, {
      kind: 'dataset',
      document: hostileDocument(name),
      commitment,
      terms: { token: stack.token.address, price: 1n, provider: stack.wallets.provider.address },
    });
    ids.push(id);
  }
  const long = { ...hostileDocument('long'), name: `${breakout}${'L'.repeat(1_000_000)}` };
  await publishUnread(new TextEncoder().encode(JSON.stringify(long).slice(0, 1 << 20)));
  const indexer = openIndexer({ url: stack.services.indexer.url });
  const listed = await waitFor(
    'the indexer to have all of them',
    async () => {
      const { items } = await indexer.assets.list({ owner: stack.wallets.stranger.address });
      return items.length === 5 && items;
    },
    { deadlineMs: 30_000, everyMs: 200 },
  );
  const all = listed.map(({ id }) => id);
  expect(all).toEqual(expect.arrayContaining(ids));
  return all;
}

test.beforeAll(async ({ world }) => {
  ({ stack, browser } = world);
  const market = stack.services.marketplace.url;
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      request.url === '/frame'
        ? `<iframe src="${market}/account"></iframe>`
        : `<form method="post" enctype="text/plain" action="${market}/sign-in"><input name='{"message":"' value='"}'></form>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  // another site than 127.0.0.1, by its name
  evil = { server, url: `http://localhost:${port}` };
  hostile = await publishHostile();
}, 180_000);

test.afterAll(() => {
  evil?.server.close();
});

/** Every page of the app that shows what strangers wrote, and every other one. */
function routes(): string[] {
  const assets = hostile.map((id) => `/assets/${encodeURIComponent(id)}`);
  const wild = encodeURIComponent(breakout);
  return [
    ...['/', `/?q=${wild}`, ...assets, `/assets/${wild}`, `/buy/${encodeURIComponent(hostile[0] ?? '')}`],
    ...[
      '/explorer',
      `/explorer?asset=${wild}`,
      `/explorer/${wild}`,
      `/provider/${stack.wallets.stranger.address}`,
    ],
    ...['/publish', '/orders', `/orders/${wild}`, '/keys', '/owner', '/governance', `/governance/${wild}`],
    ...['/bounties', '/rewards', '/statement', '/account'],
  ];
}

/** In the page: where its frame stands, whether it scrolls sideways, whether its first link can be clicked, whether anything ran. */
const measure = `(() => {
  scrollTo(0, 0);
  const head = document.querySelector('.frame-head');
  const link = document.querySelector('.frame-nav a');
  const box = link.getBoundingClientRect();
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return {
    top: head.getBoundingClientRect().top + scrollY,
    height: head.getBoundingClientRect().height,
    sideways: document.documentElement.scrollWidth - innerWidth,
    covered: hit !== link && !link.contains(hit),
    pwned: 'pwned' in globalThis,
    foreign: document.querySelectorAll('main iframe, main form[action]:not([action="/"]), main base, main meta, main img, main style, main script').length,
  };
})()`;
const Measured = z.object({
  top: z.number(),
  height: z.number(),
  sideways: z.number(),
  covered: z.boolean(),
  pwned: z.boolean(),
  foreign: z.number(),
});

async function settle(page: Page): Promise<void> {
  await page.waitForSelector('h1');
  await page.waitForLoadState('networkidle');
}

test.each([
  ['a desk', 1200],
  ['a phone', 390],
])(
  'hostile metadata runs nothing, fetches nothing and moves nothing on %s',
  async (_, width) => {
    const { context, complaints } = await openProfile(browser, { viewport: { width, height: 800 } });
    const own = [
      stack.services.marketplace.url,
      stack.services.indexer.url,
      stack.services['compute-provider'].url,
      stack.anvil.rpcUrl,
    ];
    const happened: string[] = [];
    context.on('dialog', (dialog) => {
      happened.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on('request', (request) => {
      const url = request.url();
      if (!own.some((origin) => url.startsWith(`${origin}/`) || url === origin) && !/^(data|blob):/.test(url))
        happened.push(`request: ${url}`);
    });
    const page = await context.newPage();
    await page.goto(`${stack.services.marketplace.url}/account`);
    await settle(page);
    const still = Measured.parse(await page.evaluate(measure));
    const assets = hostile.map((id) => `/assets/${encodeURIComponent(id)}`);
    for (const path of ['/', '/explorer', `/provider/${stack.wallets.stranger.address}`, ...assets]) {
      await page.goto(`${stack.services.marketplace.url}${path}`);
      await settle(page);
      const tabs = await page.getByRole('tab').count();
      for (let tab = 0; tab < Math.max(1, tabs); tab += 1) {
        if (tabs > 0) await page.getByRole('tab').nth(tab).click();
        await settle(page);
        const { sideways, ...rest } = Measured.parse(await page.evaluate(measure));
        expect({ path, tab, ...rest }).toEqual({
          ...{ path, tab, top: still.top, height: still.height },
          ...{ covered: false, pwned: false, foreign: 0 },
        });
        expect(sideways, `${path} tab ${tab} scrolls sideways`).toBeLessThanOrEqual(0);
      }
    }
    expect(happened).toEqual([]);
    // A page that is told that something is not there says so on the console; nothing else may stand there.
    expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
    await context.close();
  },
  120_000,
);

/** In a page: what of a document could run or style by itself. */
const inspect = `(html) => {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const all = [...parsed.querySelectorAll('*')];
  const scripts = [...parsed.querySelectorAll('script')];
  const isData = (script) => ['application/json', 'application/ld+json'].includes(script.type);
  return {
    inline: scripts.filter((script) => !isData(script) && !script.hasAttribute('src')).length,
    elsewhere: scripts.filter((script) => script.hasAttribute('src') && !/^\\/(?!\\/)/.test(script.getAttribute('src'))).length,
    broken: scripts.filter((script) => isData(script) && !(() => { try { JSON.parse(script.textContent); return true; } catch { return false; } })()).length,
    handlers: all.filter((element) => [...element.attributes].some(({ name }) => /^on/i.test(name))).length,
    styles: parsed.querySelectorAll('style, [style]').length,
    links: all.filter((element) => ['href', 'src', 'action'].some((name) => /^\\s*(javascript|data|vbscript):/i.test(element.getAttribute(name) ?? ''))).length,
    images: parsed.querySelectorAll('main img, #root img, iframe, object, embed, base').length,
  };
}`;

test('no page has an inline script, whatever strangers wrote, and every policy is strict', async () => {
  const { context } = await openProfile(browser);
  const page = await context.newPage();
  for (const path of routes()) {
    const reply = await fetch(`${stack.services.marketplace.url}${path}`, {
      headers: { accept: 'text/html' },
    });
    expect(reply.headers.get('content-type'), path).toContain('text/html');
    const policy = reply.headers.get('content-security-policy') ?? '';
    const directives = new Map(
      policy.split(';').map((each) => {
        const [name = '', ...values] = each.trim().split(/\s+/);
        return [name, values] as const;
      }),
    );
    // Providers stand anywhere, so pages may connect to any https host; nothing that runs or styles may come from one.
    const others = [...directives]
      .filter(([name]) => name !== 'connect-src')
      .map((each) => each.flat().join(' '));
    expect(others.join('; '), path).not.toMatch(/unsafe|\*|https?:|nonce-/);
    expect(policy, path).not.toContain('unsafe');
    for (const name of ['default-src', 'base-uri', 'frame-ancestors'])
      expect(directives.get(name), `${path} ${name}`).toEqual(["'none'"]);
    for (const name of ['script-src', 'style-src']) expect(directives.get(name), path).toEqual(["'self'"]);
    expect(reply.headers.get('x-frame-options'), path).toBe('DENY');
    expect(reply.headers.get('x-content-type-options'), path).toBe('nosniff');
    const html = await reply.text();
    const found: unknown = await page.evaluate(`(${inspect})(${JSON.stringify(html)})`);
    expect({ path, found }).toEqual({
      path,
      found: { inline: 0, elsewhere: 0, broken: 0, handlers: 0, styles: 0, links: 0, images: 0 },
    });
  }
  await context.close();
}, 60_000);

test('no page of another site can hold one of ours in a frame', async () => {
  const { context } = await openProfile(browser);
  const page = await context.newPage();
  await page.goto(`${evil.url}/frame`);
  const framed = await waitFor('the frame to be answered', () => {
    const frame = page.frames().find((each) => each !== page.mainFrame());
    return frame !== undefined && frame.url() !== '' && frame.url();
  });
  expect(framed).toBe('chrome-error://chromewebdata/');
  await context.close();
}, 30_000);

test('a page of another site changes nothing with a cookie that comes along', async () => {
  const { url } = stack.services.marketplace;
  const account = privateKeyToAccount(stack.wallets.buyer.privateKey);
  const nonce = SignInNonce.parse(await (await fetch(`${url}/sign-in/nonce`)).json());
  const message = createSiweMessage({
    address: account.address,
    chainId: nonce.chainId,
    domain: new URL(url).host,
    nonce: nonce.nonce,
    uri: nonce.uri,
    version: '1',
    statement: nonce.statement,
    issuedAt: new Date((nonce.expires - 600) * 1000),
  });
  const signedIn = await fetch(`${url}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ message, signature: await account.signMessage({ message }) }),
  });
  expect(signedIn.status, await signedIn.clone().text()).toBe(200);
  const cookie = signedIn.headers.getSetCookie()[0] ?? '';
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Strict/i);
  const [pair = ''] = cookie.split(';');
  const who = async () =>
    z
      .object({ address: z.string().nullable() })
      .parse(await (await fetch(`${url}/sign-in`, { headers: { cookie: pair, origin: url } })).json())
      .address;
  expect(await who()).toBe(stack.wallets.buyer.address.toLowerCase());

  for (const headers of [
    { origin: evil.url },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: url.replace(/:\d+$/, ':1') },
    {},
  ]) {
    const reply = await fetch(`${url}/sign-in/all`, {
      method: 'DELETE',
      headers: { cookie: pair, ...headers },
    });
    // A cookie from elsewhere does not count, so nobody asks.
    expect({ headers, status: reply.status }).toEqual({ headers, status: 401 });
    const posted = await fetch(`${url}/sign-in`, {
      method: 'POST',
      headers: { cookie: pair, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ message, signature: '0x00' }),
    });
    expect({ headers, status: posted.status }).toEqual({ headers, status: 403 });
  }

  const { context } = await openProfile(browser);
  const [name = '', value = ''] = pair.split('=');
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Strict' }]);
  const page = await context.newPage();
  await page.goto(`${evil.url}/post`);
  const fetched: unknown = await page.evaluate(
    `fetch(${JSON.stringify(`${url}/sign-in/all`)}, { method: 'DELETE', credentials: 'include' }).then((r) => r.status, () => 'refused')`,
  );
  expect(fetched).toBe('refused');
  const [reply] = await Promise.all([
    page.waitForResponse((each) => each.url() === `${url}/sign-in`),
    page.evaluate('document.forms[0].submit()'),
  ]);
  expect([403, 415]).toContain(reply.status());
  await context.close();
  expect(await who()).toBe(stack.wallets.buyer.address.toLowerCase());
}, 60_000);
