import { afterAll, beforeAll, test } from 'vitest';
import { type Disturbed, disturbances, openDisturbed } from '../support/faults/disturb.ts';
import { canMount } from '../support/faults/disturbances/disk.ts';

let disturbed: Disturbed;

beforeAll(async () => {
  disturbed = await openDisturbed();
}, 300_000);

afterAll(() => disturbed.stop(), 30_000);

const once = { rounds: 1, awaySeconds: 2 };

test('jobs whose chain cannot be reached for a while end as they would have', { timeout: 180_000 }, () =>
  disturbances.chain(disturbed, once),
);

test('jobs of a provider whose clock jumps by hours end as they would have', { timeout: 180_000 }, () =>
  disturbances.clock(disturbed, once),
);

const unmountable = canMount() ? '' : ' (skipped: no file system may be mounted here)';
test.skipIf(unmountable !== '')(
  `a disk that is full for a while costs nobody a result, and nothing is left on it${unmountable}`,
  { timeout: 180_000 },
  () => disturbances.disk(disturbed, once),
);
