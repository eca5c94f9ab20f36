import type { ContractCall } from '@atoll/chain/write';
import type { Words } from './sentence.ts';
import { sentences } from './verbs.ts';

/** Contracts of which there are many, so that no address book holds them, by a function that tells them. */
const namesBeyond = (functionName: string): string => (functionName === 'approve' ? 'erc20' : 'shareToken');

/**
 * What a call does, in one sentence, from the arguments that are encoded and not from what was asked for.
 * @throws TypeError for a function that has no sentence: it is not handed to anybody to sign
 */
export function describeCall(call: ContractCall, words: Words): string {
  const { address, functionName } = call;
  const known = Object.entries(words.deployment.contracts).find(([, each]) => each === address)?.[0];
  const names = [known, namesBeyond(functionName)].map((contract) => `${contract ?? ''}.${functionName}`);
  const say = names.map((name) => sentences[name]).find((each) => each !== undefined);
  if (say === undefined) throw new TypeError(`no sentence says what ${names.join(' or ')} does`);
  return say(call.args, words, call);
}
