/** Makes something once for all who ask for it; where that fails, anew for the next who asks. */
export function madeOnce<T>(make: () => Promise<T>): () => Promise<T> {
  let making: Promise<T> | undefined;
  return async () => {
    const mine = (making ??= make());
    try {
      return await mine;
    } catch (error) {
      if (making === mine) making = undefined;
      throw error;
    }
  };
}
