import { ActWire, RelayActRequest } from '@atoll/schemas/act';
import { executeAct } from '@atoll/sdk/execute-act';
import { revokeAct } from '@atoll/sdk/revoke-act';
import { z } from 'zod';
import { Account, money, nameOf, sentence, type Sentences } from '../sentence.ts';
import { verb } from '../verb.ts';

export const actVerbs = {
  'execute-act': verb('Carry out what an account signed, for its fee', RelayActRequest, executeAct),
  'revoke-act': verb(
    'Take back an act that the account signed and nobody sent',
    z.object({ act: ActWire }),
    revokeAct,
  ),
};

const Signed = z.object({
  account: Account,
  calls: z.array(z.unknown()),
  feeToken: Account,
  fee: z.bigint(),
});

const callsOf = ({ calls }: z.infer<typeof Signed>): string =>
  `${calls.length} call${calls.length === 1 ? '' : 's'}`;

export const actSentences: Sentences = {
  'relay.execute': sentence(
    z.tuple([Signed, z.unknown()]),
    ([act], words) =>
      `Carry out ${callsOf(act)} that ${nameOf(act.account, words)} signed; you are credited ${money(act.fee, act.feeToken, words)} for it.`,
  ),
  'relay.revoke': sentence(
    z.tuple([Signed]),
    ([act]) => `Take back an act of ${callsOf(act)} that you signed: nobody can carry it out any more.`,
  ),
};
