import { expect, test } from 'vitest';
import { isOpenRoute } from './open-routes.ts';

const id = `0x${'ab'.repeat(32)}`;

test.each([
  ['GET', '/identity'],
  ['GET', '/environments'],
  ['POST', '/quotes'],
  ['POST', '/orders'],
  ['POST', '/requests'],
  ['GET', '/requests/mine'],
  ['DELETE', `/requests/${id}`],
  ['GET', `/jobs/${id}`],
  ['GET', `/jobs/${id}/events`],
  ['POST', `/jobs/${id}/cancel`],
  ['GET', '/sample-runs/x/outputs/y'],
  ['GET', '/ipfs/bafy'],
  ['GET', '/queue/lengths'],
  ['POST', '/sign-in'],
])('%s %s is any page’s', (method, path) => expect(isOpenRoute({ method, path })).toBe(true));

test.each([
  ['GET', '/requests'],
  ['POST', `/requests/${id}/reject`],
  ['GET', '/reviews'],
  ['GET', '/queue'],
  ['GET', `/reviews/${id}/outputs/a`],
  ['POST', `/jobs/${id}/review`],
  ['POST', `/jobs/${id}/cancel/agree`],
  ['GET', `/jobs/${id}/log`],
  ['GET', `/jobs/${id}/findings`],
  ['GET', `/jobs/${id}/attempts`],
  ['PUT', '/halt'],
  ['DELETE', '/halt'],
  ['GET', '/datasets'],
  ['GET', '/agreements'],
  ['GET', '/metrics'],
  ['GET', '/jobs/'],
  ['GET', '/desk'],
  ['PATCH', '/quotes'],
  ['GET', '/something/new'],
])('%s %s is the desk’s', (method, path) => expect(isOpenRoute({ method, path })).toBe(false));
