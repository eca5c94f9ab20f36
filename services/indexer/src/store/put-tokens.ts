import type { AddressBook } from '@atoll/contracts/address-book';
import type { Sql } from './connection.ts';
import { rateInToken } from './reputations.ts';

/**
 * Takes over what the deployment's file of addresses says of tokens, and rates providers anew in those whose decimals it tells otherwise
 * than before. Called at each start by a process that may write, once its chain was found.
 */
export async function putTokens(sql: Sql, tokens: AddressBook['tokens']): Promise<void> {
  await sql.begin(async (transaction) => {
    for (const { address, symbol, decimals } of tokens) {
      const [known] = await transaction<{ decimals: number }[]>`
        select decimals from tokens where token = ${address} for update`;
      await transaction`
        insert into tokens (token, symbol, decimals) values (${address}, ${symbol}, ${decimals})
        on conflict (token) do update set symbol = excluded.symbol, decimals = excluded.decimals`;
      if (known?.decimals !== decimals) await rateInToken(transaction, address);
    }
  });
}
