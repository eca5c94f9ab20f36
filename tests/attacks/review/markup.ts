import { ask, orderPair, reaches } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

const markup = '<script>fetch("/approvals")</script><img src=x onerror=alert(1)>';

export default providerAttack({
  title: 'markup and a prototype in an output that a reviewer opens in a browser',
  expect: 'blocked',
  control: 'review by people',
  attempt: async (market) => {
    const pair = await publishPair(market, { rules: { release: 'review' }, reviewWindow: 3600 });
    const output = `{"${markup.replaceAll('"', '\\"')}":"<svg onload=alert(1)>","__proto__":{"polluted":true}}`;
    market.engine.behave({ files: { 'metrics.json': output } });
    const { jobId } = await orderPair(market, pair);
    const path = `/reviews/${jobId}/outputs/metrics.json`;
    await reaches(market, jobId, 'output_review');
    for (const view of ['', '?view=safe']) {
      const shown = await ask(market, 'GET', `${path}${view}`, { as: 'dataOwner' });
      expect(shown.status).toBe(200);
      expect(shown.headers.get('content-type')).not.toMatch(/html|svg|xml/);
      expect(shown.headers.get('content-disposition')).toContain('attachment');
      expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
      expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    return 'shown as an attachment that no browser runs';
  },
});
