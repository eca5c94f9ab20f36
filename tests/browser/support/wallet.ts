import type { Hex } from '@atoll/schemas/ids';
import type { BrowserContext } from 'playwright-core';
import { hexToBigInt, type TypedDataDefinition } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { z } from 'zod';
import type { Wallet } from '../../support/wallets.ts';

/** A wallet in the browser: EIP-6963 announces it, a local key signs, the node of the stack takes what it sends. */
export interface BrowserWallet {
  /** What it was asked to sign or send, in order, e.g. `eth_signTypedData_v4 Order`. */
  readonly asked: readonly string[];
  /** Its user refuses the next request to sign or send. */
  rejectNext(): void;
  /** Stands on another chain until the page asks it to switch. */
  moveToChain(chainId: number): Promise<void>;
}

const Call = z.object({ method: z.string(), params: z.array(z.unknown()).default([]) });
const Sent = z.object({
  to: z.string().optional(),
  data: z.string().optional(),
  value: z.string().optional(),
  gas: z.string().optional(),
});

type Ask = (call: unknown) => Promise<{ error?: { code: number; message: string }; result?: unknown }>;

/** What the announcement uses of a page's `window`; tests are checked without the DOM's types. */
interface PageWindow extends Record<string, unknown> {
  addEventListener(event: string, listener: () => void): void;
  dispatchEvent(event: Event): void;
}

/** Runs in the page: the provider of EIP-1193, announced as EIP-6963 says. Everything it is asked goes to the test. */
function announce(input: { name: string; binding: string }): void {
  // Guarantee: this function is sent to a page, whose global object is its window.
  const page = globalThis as unknown as PageWindow;
  const ask = page[input.binding] as Ask;
  const listeners = new Map<string, Set<(value: unknown) => void>>();
  const provider = {
    request: async (call: unknown) => {
      const { error, result } = await ask(call);
      if (error !== undefined) throw Object.assign(new Error(error.message), { code: error.code });
      return result;
    },
    on: (event: string, listener: (value: unknown) => void) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    },
    removeListener: (event: string, listener: (value: unknown) => void) =>
      listeners.get(event)?.delete(listener),
  };
  page[`${input.binding}Emit`] = (event: string, value: unknown) => {
    for (const listener of listeners.get(event) ?? []) listener(value);
  };
  const detail = Object.freeze({
    info: Object.freeze({
      uuid: '350670db-19fa-4704-a166-e52e178b59d2',
      name: input.name,
      icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="teal"/></svg>',
      rdns: 'test.atoll.wallet',
    }),
    provider,
  });
  const tell = () => page.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  page.addEventListener('eip6963:requestProvider', tell);
  tell();
}

/**
 * Puts a wallet into every page of a browser context. Its key stays in the test's process.
 *
 * @example
 * const wallet = await injectWallet(context, { wallet: stack.wallets.buyer, rpcUrl: stack.anvil.rpcUrl, chainId: 31337 });
 */
export async function injectWallet(
  context: BrowserContext,
  input: { wallet: Wallet; rpcUrl: string; chainId: number; name?: string },
): Promise<BrowserWallet> {
  const account = privateKeyToAccount(input.wallet.privateKey);
  const binding = 'atollTestWallet';
  const asked: string[] = [];
  let chainId = input.chainId;
  let rejecting = false;
  let permitted = false;
  const forward = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const reply = await fetch(input.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const answer = z
      .object({
        result: z.unknown().optional(),
        error: z.object({ code: z.number(), message: z.string() }).optional(),
      })
      .parse(await reply.json());
    if (answer.error !== undefined) throw Object.assign(new Error(answer.error.message), answer.error);
    return answer.result;
  };
  const emit = async (event: string, value: unknown) => {
    for (const page of context.pages()) {
      await page.evaluate(
        `globalThis[${JSON.stringify(`${binding}Emit`)}]?.(${JSON.stringify(event)}, ${JSON.stringify(value)})`,
      );
    }
  };
  const deeds: Record<string, (params: readonly unknown[]) => Promise<unknown>> = {
    eth_requestAccounts: () => {
      permitted = true;
      return Promise.resolve([account.address]);
    },
    // a page that was never allowed to see an account sees none
    eth_accounts: () => Promise.resolve(permitted ? [account.address] : []),
    eth_chainId: () => Promise.resolve(`0x${chainId.toString(16)}`),
    wallet_switchEthereumChain: async ([wanted]) => {
      chainId = Number(z.object({ chainId: z.string() }).parse(wanted).chainId);
      await emit('chainChanged', `0x${chainId.toString(16)}`);
      return null;
    },
    eth_signTypedData_v4: ([, text]) => {
      // Guarantee: pages sign what viem made of typed data, and viem reads it back.
      const data = JSON.parse(String(text)) as TypedDataDefinition & { domain: { chainId?: unknown } };
      asked.push(`eth_signTypedData_v4 ${data.primaryType}`);
      refuse();
      if (data.domain.chainId !== undefined && Number(data.domain.chainId) !== chainId) {
        throw Object.assign(new Error('the domain is of another chain'), { code: -32_603 });
      }
      return account.signTypedData(data);
    },
    personal_sign: ([message]) => {
      asked.push('personal_sign');
      refuse();
      return account.signMessage({ message: { raw: String(message) as Hex } });
    },
    eth_sendTransaction: async ([transaction]) => {
      asked.push('eth_sendTransaction');
      refuse();
      const { to, data, value, gas } = Sent.parse(transaction);
      const price = hexToBigInt(String(await forward('eth_gasPrice', [])) as Hex);
      const raw = await account.signTransaction({
        type: 'eip1559',
        chainId,
        nonce: Number(await forward('eth_getTransactionCount', [account.address, 'pending'])),
        to: to as Hex,
        data: data as Hex,
        value: value === undefined ? 0n : hexToBigInt(value as Hex),
        gas: gas === undefined ? 3_000_000n : hexToBigInt(gas as Hex),
        maxFeePerGas: price * 2n,
        maxPriorityFeePerGas: 1n,
      });
      return forward('eth_sendRawTransaction', [raw]);
    },
  };
  function refuse(): void {
    if (!rejecting) return;
    rejecting = false;
    throw Object.assign(new Error('User rejected the request.'), { code: 4001 });
  }
  await context.exposeFunction(binding, async (raw: unknown) => {
    const { method, params } = Call.parse(raw);
    try {
      return { result: await (deeds[method]?.(params) ?? forward(method, params)) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : -32_603;
      return { error: { code, message: error instanceof Error ? error.message : String(error) } };
    }
  });
  await context.addInitScript(announce, { name: input.name ?? 'Test wallet', binding });
  return {
    asked,
    rejectNext: () => {
      rejecting = true;
    },
    moveToChain: async (id) => {
      chainId = id;
      await emit('chainChanged', `0x${id.toString(16)}`);
    },
  };
}
