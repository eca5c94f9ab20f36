import { z } from 'zod';

/** A number of every chain, or of each by its id. */
export interface PerChain {
  readonly usual: number | undefined;
  readonly byChain: ReadonlyMap<number, number>;
}

/** The number of a chain, or undefined where the variable says nothing of it. */
export const ofChain = ({ usual, byChain }: PerChain, chainId: number): number | undefined =>
  byChain.get(chainId) ?? usual;

function parse(text: string, { least, most }: { least: number; most: number }): PerChain | undefined {
  let usual: number | undefined;
  const byChain = new Map<number, number>();
  for (const part of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const [, chain, digits] = /^(?:([1-9][0-9]{0,15})=)?([0-9]{1,10})$/.exec(part) ?? [];
    const value = Number(digits);
    if (digits === undefined || value < least || value > most) return undefined;
    if (chain !== undefined) byChain.set(Number(chain), value);
    else if (usual !== undefined) return undefined;
    else usual = value;
  }
  return { usual, byChain };
}

/**
 * A variable that holds one number for every chain, others after `<chainId>=`: `64`, or `64,10=1200`.
 * @param expected what a value has to be, e.g. `a number of blocks from 0 to 100000`
 */
export const perChain = (expected: string, bounds: { least: number; most: number }) =>
  z.string().transform((text, ctx): PerChain => {
    const found = parse(text, bounds);
    if (found !== undefined) return found;
    ctx.addIssue({ code: 'custom', message: `${expected}, others after <chainId>=` });
    return z.NEVER;
  });
