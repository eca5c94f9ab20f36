/**
 * The results of work that is under way at once in one transaction, once all of it has ended. With `Promise.all` the first failure would
 * be followed by the rollback while other work goes on, and what that sends next would be carried out outside of the transaction.
 *
 * @throws what the first of the list threw that failed
 */
export async function allEnded<const Work extends readonly unknown[]>(
  work: Work,
): Promise<{ -readonly [Each in keyof Work]: Awaited<Work[Each]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
