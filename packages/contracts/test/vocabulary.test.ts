import { readFile } from 'node:fs/promises';
import { assetKinds, assetStates } from '@atoll/schemas/asset';
import { ChainJobState } from '@atoll/schemas/indexer-api';
import { outcomes, paymentRoles } from '@atoll/schemas/job';
import { type Leg, type Order, OrderWire } from '@atoll/schemas/order';
import {
  cancelTypes,
  jobsDomain,
  orderTypes,
  quoteTypes,
  receiptTypes,
  reportTypes,
} from '@atoll/schemas/typed-data';
import { type AbiParameter, type AbiParameterToPrimitiveType, getAbiItem } from 'viem';
import { expect, expectTypeOf, test } from 'vitest';
import { jobsAbi } from '../src/generated/jobs.ts';

type Field = { readonly name: string; readonly type: string };

const source = (path: string) => readFile(new URL(`../src/${path}`, import.meta.url), 'utf8');

/** The members of an enum of the sources as the wire spells them: `AlgorithmFailed` is `algorithm_failed`. */
async function membersOf(path: string, name: string): Promise<string[]> {
  const [, body] = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(await source(path)) ?? [];
  if (body === undefined) throw new TypeError(`${path} declares no enum ${name}`);
  return body.split(',').map((member) =>
    member
      .trim()
      .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
      .toLowerCase(),
  );
}

test.each([
  ['types/Asset.sol', 'AssetKind', assetKinds],
  ['types/Asset.sol', 'AssetState', assetStates],
  ['types/Order.sol', 'Outcome', outcomes],
  ['types/Order.sol', 'PaymentRole', paymentRoles],
  // A job that was never ordered has no view.
  ['types/Order.sol', 'JobState', ['none', ...ChainJobState.options]],
])('%s: %s has the members of the vocabulary, in the same order', async (path, name, members) => {
  expect(await membersOf(path, name)).toEqual(members);
});

/** The fields of a parameter's tuple, by the names that EIP-712 gives their types. */
function fieldsOf(parameter: AbiParameter | undefined): Field[] {
  if (parameter === undefined || !('components' in parameter)) throw new TypeError('not a tuple');
  return parameter.components.map(({ name, type, internalType }) => ({
    name: name ?? '',
    type: type.startsWith('tuple') ? (internalType ?? '').replace('struct ', '') : type,
  }));
}

const [details] = getAbiItem({ abi: jobsAbi, name: 'order' }).inputs;
const [, receipt] = getAbiItem({ abi: jobsAbi, name: 'settle' }).inputs;

test('an order is signed with the fields that Jobs.order takes, in their order', () => {
  expect(orderTypes.Order).toEqual(fieldsOf(details));
  expect(Object.keys(OrderWire.shape)).toEqual(fieldsOf(details).map((field) => field.name));
});

test('a leg is signed with the fields that Jobs.order takes, in their order', () => {
  const leg = details.components.find((component) => component.name === 'algorithm');
  expect(orderTypes.Leg).toEqual(fieldsOf(leg));
  expect(Object.keys(OrderWire.shape.algorithm.shape)).toEqual(fieldsOf(leg).map((field) => field.name));
});

test('a receipt is signed with the fields that Jobs.settle takes, in their order', () => {
  expect(receiptTypes.Receipt).toEqual(fieldsOf(receipt));
});

const encoded = (name: string, fields: readonly Field[]) =>
  `${name}(${fields.map((field) => `${field.type} ${field.name}`).join(',')})`;

test('what is signed off chain is encoded as what the contracts hash', async () => {
  const hashed = [...(await source('libraries/OrderHash.sol')).matchAll(/keccak256\(\s*"([^"]*)"\s*\)/g)];
  const leg = encoded('Leg', orderTypes.Leg);
  expect(hashed.map((match) => match[1])).toEqual([
    leg,
    encoded('Order', orderTypes.Order) + leg,
    encoded('Quote', quoteTypes.Quote),
    encoded('Report', reportTypes.Report),
    encoded('Cancel', cancelTypes.Cancel),
    encoded('Receipt', receiptTypes.Receipt),
  ]);
});

test('signatures are made for the domain that Jobs declares', async () => {
  const { name, version } = jobsDomain(1, '0x');
  expect(await source('Jobs.sol')).toContain(`EIP712("${name}", "${version}")`);
});

/** What viem asks of who calls `Jobs.order`. */
type OrderArgument = AbiParameterToPrimitiveType<typeof details>;

test('the type of an order is the type that the ABI takes; the compiler says where it is not', () => {
  expectTypeOf<Order>().toExtend<OrderArgument>();
  expectTypeOf<OrderArgument>().toExtend<Order>();
  expectTypeOf<keyof Order>().toEqualTypeOf<keyof OrderArgument>();
  expectTypeOf<keyof Leg>().toEqualTypeOf<keyof OrderArgument['algorithm']>();
});
