import { expect, test } from 'vitest';
import { someContracts } from '../../testing/some-contracts.ts';
import { allResources } from '../resources/all.ts';
import type { Place } from './cursor.ts';
import { keptStatement } from './kept-statement.ts';
import { parametersOf, readListRequest } from './request.ts';
import { listStatement } from './statement.ts';

const chain = { chainId: 31337, contracts: someContracts() };
const account = (digit: string) => `0x${digit.repeat(40)}`;

/** Requests of a few shapes, each with other values at every turn. */
const queries = (turn: number): string[] => {
  const [one, other] = [account(String(turn)), account(String(turn + 3))];
  return [
    `buyer=${one}`,
    `buyer=${one}&buyer=${other}`,
    `buyer=${one}&provider=${other}`,
    `provider=${one}&state=ended`,
    `provider=${one}&state=open`,
    `dataset=${turn + 1}&limit=${turn + 1}`,
    `dataset=${turn + 1}&dataset=${turn + 9}&limit=50`,
    `orderedAtFrom=${turn}&orderedAtTo=${turn + 5}&sort=maximum`,
  ];
};

test('a statement whose text is kept is the one that would be written for the request, with its own values', () => {
  const { jobs } = allResources;
  const place = (turn: number, columns: number): Place => ({
    reorg: turn,
    values: Array.from({ length: columns }, (_none, index) => String(10 * turn + index)),
  });
  for (const turn of [0, 1, 2]) {
    for (const query of queries(turn)) {
      const request = readListRequest(jobs, parametersOf(query), chain);
      const from = place(turn, jobs.sorts.get(request.sort)?.columns.length ?? 0);
      for (const at of [undefined, from]) {
        expect(keptStatement(jobs, request, at, chain), query).toEqual(
          listStatement(jobs, request, at, chain),
        );
      }
    }
  }
});

test('statements of one shape share one text, and those of another deployment do not', () => {
  const { approvals } = allResources;
  const request = readListRequest(approvals, new Map(), chain);
  const { text } = keptStatement(approvals, request, undefined, chain);
  expect(keptStatement(approvals, request, undefined, chain).text).toBe(text);
  const contracts = { ...chain.contracts, assetRegistry: chain.contracts.jobs };
  expect(keptStatement(approvals, request, undefined, { ...chain, contracts }).text).not.toBe(text);
});
