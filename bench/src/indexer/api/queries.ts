import { type Filters } from './fill-mirror.ts';

const one = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];

const states = ['open', 'reported', 'ended'];

/** The newest 20 orders, filtered in one of several ways by values that change from request to request. */
export function newestOrders({ buyers, providers, datasets }: Filters): string {
  const filter = [
    () => `buyer=${one(buyers)}`,
    () => `provider=${one(providers)}`,
    () => `dataset=${one(datasets)}`,
    () => `state=${one(states)}`,
    () => `provider=${one(providers)}&state=ended`,
    () => `buyer=${one(buyers)}&provider=${one(providers)}`,
  ];
  return `/jobs?${(one(filter) ?? (() => ''))()}`;
}
