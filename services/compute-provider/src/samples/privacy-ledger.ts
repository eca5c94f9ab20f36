import type { PrivacyLedger } from '@atoll/schemas/sample-api';
import { desc, eq, sql } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { privacyCaps, privacyLedger } from '../store/sample-tables.ts';
import { EpsilonSpent } from './problems.ts';

/** What samples of a dataset may cost where its owner set nothing else, in millionths. */
const defaultCap = 4_000_000;

/** Epsilon in millionths, rounded up: what is booked is never less than what is spent. */
const bookedMicro = (epsilon: number) => Math.ceil(epsilon * 1e6 - 1e-6);

/**
 * Books what a sample will cost, before the data is looked at. Nothing takes it back: a sample that failed or was deleted may have told
 * something. All snapshots of a name share the ledger, since they hold the same persons.
 *
 * @throws EpsilonSpent where the owner's cap leaves less
 */
export async function bookEpsilon(
  ctx: Pick<Context, 'database' | 'clock'>,
  input: { sample: string; name: string; epsilon: number },
): Promise<void> {
  const { sample, name, epsilon } = input;
  const asked = bookedMicro(epsilon);
  await ctx.database.db.transaction(async (database) => {
    // Two requests at once must not both find the same rest.
    await database.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`privacy.${name}`}, 0))`);
    const [spent] = await database
      .select({ micro: sql<string>`coalesce(sum(${privacyLedger.microEpsilon}), 0)` })
      .from(privacyLedger)
      .where(eq(privacyLedger.name, name));
    const [cap] = await database.select().from(privacyCaps).where(eq(privacyCaps.name, name));
    const [already, most] = [Number(spent?.micro ?? 0), cap?.microEpsilon ?? defaultCap];
    if (already + asked > most)
      throw new EpsilonSpent({ name, asked: epsilon, spent: already / 1e6, cap: most / 1e6 });
    await database.insert(privacyLedger).values({ sample, name, microEpsilon: asked, at: ctx.clock.now() });
  });
}

/** What the samples of a dataset have cost, and the cap; for its custodian. */
export async function readLedger(ctx: Pick<Context, 'database'>, name: string): Promise<PrivacyLedger> {
  const entries = await ctx.database.db
    .select()
    .from(privacyLedger)
    .where(eq(privacyLedger.name, name))
    .orderBy(desc(privacyLedger.at));
  const [cap] = await ctx.database.db.select().from(privacyCaps).where(eq(privacyCaps.name, name));
  return {
    name,
    spent: entries.reduce((sum, { microEpsilon }) => sum + microEpsilon, 0) / 1e6,
    cap: (cap?.microEpsilon ?? defaultCap) / 1e6,
    entries: entries.map(({ sample, microEpsilon, at }) => ({
      sample,
      epsilon: microEpsilon / 1e6,
      at: at.toISOString(),
    })),
  };
}

/** Sets the cap of a dataset's samples. One below what was spent stops all further ones. */
export async function setCap(
  ctx: Pick<Context, 'database' | 'logger'>,
  input: { name: string; cap: number },
): Promise<PrivacyLedger> {
  const { name } = input;
  const microEpsilon = Math.floor(input.cap * 1e6 + 1e-6);
  await ctx.database.db
    .insert(privacyCaps)
    .values({ name, microEpsilon })
    .onConflictDoUpdate({ target: privacyCaps.name, set: { microEpsilon } });
  ctx.logger.info({ name, cap: input.cap }, 'cap of epsilon set');
  return readLedger(ctx, name);
}
