import { expect, test } from 'vitest';
import { bloomHas, bloomPlaces, isBloom } from './bloom.ts';

/** A bloom in which exactly these bits are set. */
const withBits = (bits: readonly number[]) => {
  const digits = Array.from({ length: 512 }, () => 0);
  for (const bit of bits) digits[511 - (bit >> 2)] = (digits[511 - (bit >> 2)] ?? 0) | (1 << (bit & 3));
  return `0x${digits.map((digit) => digit.toString(16)).join('')}`;
};

// keccak-256 of 20 zero bytes is 5380c7b7ae81a58eb98d9c78de4a1fd7fd9535fc953ed2be602daaa41767312a
const zero = `0x${'0'.repeat(40)}` as const;
const bits = [0x5380 & 2047, 0xc7b7 & 2047, 0xae81 & 2047];

test('an address is found in the bloom of a block that has its log', () => {
  expect(bloomHas(withBits(bits), bloomPlaces(zero))).toBe(true);
  expect(bloomHas(withBits([...bits, 0, 2047]), bloomPlaces(zero))).toBe(true);
});

test('an address is not found where one of its bits is missing', () => {
  for (const missing of bits) {
    const others = withBits(bits.filter((bit) => bit !== missing));
    expect(bloomHas(others, bloomPlaces(zero))).toBe(false);
  }
});

test('what is no bloom, or one of zeros, says nothing', () => {
  expect(isBloom(withBits([7]))).toBe(true);
  expect(isBloom(withBits([]))).toBe(false);
  expect(isBloom('0x01')).toBe(false);
  expect(isBloom(undefined)).toBe(false);
  expect(isBloom(`0x${'g'.repeat(512)}`)).toBe(false);
});
