import { type AddressBook } from '@atoll/contracts/address-book';
import { type Sql } from './connection.ts';
import { rateInToken } from './reputations.ts';

/**
 * Takes over what the deployment's file of addresses says of tokens, and rates providers anew in those that it describes otherwise than
 * before. Called at each start by the writer.
 */
export async function putTokens(sql: Sql, tokens: AddressBook['tokens']): Promise<void> {
  await sql.begin(async (transaction) => {
    for (const { address, symbol, decimals } of tokens) {
      const [changed] = await transaction<{ was: number | null }[]>`
        insert into tokens (token, symbol, decimals) values (${address}, ${symbol}, ${decimals})
        on conflict (token) do update set symbol = excluded.symbol, decimals = excluded.decimals
        where tokens.decimals <> excluded.decimals or tokens.symbol <> excluded.symbol
        returning old.decimals as was`;
      if (changed !== undefined && changed.was !== decimals) {
        await rateInToken(transaction, address);
      }
    }
  });
}
