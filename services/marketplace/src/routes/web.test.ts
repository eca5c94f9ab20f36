import { expect, test } from 'vitest';
import { markets, origin } from '../../test/market.ts';

const open = await markets();

test('pages that their script makes have its data and the strict policy', async () => {
  const { app } = await open();
  for (const path of ['/publish', '/explorer/x', '/orders', '/governance/1', '/account']) {
    const page = await app.request(path);
    expect([path, page.status]).toEqual([path, 200]);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:4101 http://127.0.0.1:8545 https:;");
    expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(await page.text()).toContain(`"marketplaceUrl":"${origin}"`);
  }
  expect((await app.request('/icon.svg')).headers.get('content-type')).toBe('image/svg+xml');
  expect((await app.request('/static/none.js')).status).toBe(404);
});
