import type { OrderedBy } from './fill-mirror.ts';

const one = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];

const states = ['open', 'reported', 'ended'];

type Filter = (order: OrderedBy) => string;

const filters: readonly Filter[] = [
  ({ buyer }) => `buyer=${buyer}`,
  ({ provider }) => `provider=${provider}`,
  ({ dataset }) => `dataset=${dataset}`,
  () => `state=${one(states)}`,
  ({ provider }) => `provider=${provider}&state=ended`,
  ({ buyer, provider }) => `buyer=${buyer}&provider=${provider}`,
];

/** The newest 20 orders, filtered in one of six ways by what an order has that is drawn anew for each request. */
export function newestOrders(orders: readonly OrderedBy[]): string {
  const order = one(orders);
  const filter = one(filters);
  if (order === undefined || filter === undefined) throw new RangeError('there are no orders to draw from');
  return `/jobs?${filter(order)}`;
}
