/** What the governor reads at the end of a description: only this account may make the proposal, so nobody makes it first and cancels it. */
const proposerMark = /\s*#proposer=0x[0-9a-fA-F]{40}$/;

/** Words of a proposal that only one account can make. */
export const ownDescription = (words: string, proposer: string): string =>
  `${words.trimEnd()}\n\n#proposer=${proposer}`;

/** The words of a proposal for people. */
export const proposalWords = (description: string): string => description.replace(proposerMark, '');

/** The first line of a proposal's words, without marks of a heading: what lists call it. */
export function proposalTitle(description: string): string {
  const line =
    proposalWords(description)
      .split('\n')
      .find((each) => each.trim() !== '') ?? '';
  return line.replace(/^[#\s>*]+/, '').trim() || 'A proposal without words';
}
