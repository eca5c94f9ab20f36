import { EnvironmentName } from '@atoll/schemas/metadata/algorithm';
import { giveQuote } from '@atoll/compute-provider/quotes/give-quote';
import { ask, orderPair, reaches, requestFor } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { expect } from 'vitest';
import { providerAttack } from '../support/attack.ts';

export default providerAttack({
  title: 'environment variables, arguments and an image of the buyer’s choice',
  expect: 'blocked',
  control: 'approved manifest',
  attempt: async (market) => {
    const pair = await publishPair(market, { manifest: { environment: { MODE: 'full' } } });
    const wanted = {
      env: { LD_PRELOAD: '/evil.so' },
      environmentVariables: { MODE: 'steal' },
      envVars: { MODE: 'steal' },
      image: 'evil:latest',
      entrypoint: ['/steal'],
      manifest: { entrypoint: ['/steal'] },
    };
    const { jobId } = await orderPair(market, pair, wanted);
    await reaches(market, jobId, 'released');
    const started = market.engine.started.at(-1);
    expect(started).toMatchObject({
      environment: { MODE: 'full' },
      entrypoint: ['/train'],
      workingDirectory: '/',
    });
    expect(JSON.stringify(started)).not.toMatch(/steal|evil/);
    // As parameters they are refused by the approved schema.
    await expect(
      giveQuote(market.ctx, requestFor(market, pair, { parameters: { folds: 3, LD_PRELOAD: '/evil.so' } })),
    ).rejects.toMatchObject({ code: 'invalid_parameters' });
    // Nor can an author have them approved by oversight.
    for (const name of [
      'LD_PRELOAD',
      'LD_LIBRARY_PATH',
      'NVIDIA_VISIBLE_DEVICES',
      'PATH',
      'NODE_OPTIONS',
      'PYTHONPATH',
    ])
      expect(EnvironmentName.safeParse(name).success).toBe(false);
    expect((await ask(market, 'POST', '/quotes', { json: { ...wanted } })).status).toBeGreaterThanOrEqual(
      400,
    );
    return 'what runs is the approved manifest’s to the letter';
  },
});
