/** What keeps a run from being done, as a sentence for the author of the algorithm. No cell of the data is ever in it. */
export class Refusal extends Error {}
