/** Whether a service says that it is ready; not yet where it does not answer. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/ready`);
    await response.arrayBuffer();
    return response.status === 200;
  } catch (error) {
    // it does not listen yet: what fetch throws where there is no answer
    if (error instanceof TypeError) return false;
    throw error;
  }
}
