import { diffWords } from './diff-words.ts';

/** Two texts as one: what went is struck out, what came is underlined, and both are said so to a screen reader. */
export function TextDiff({ before, after }: { before: string; after: string }) {
  return (
    <bdi dir="auto" className="diff">
      {diffWords(before, after).map(({ kind, text }, index) => {
        const key = `${index} ${kind}`;
        if (kind === 'same') return <span key={key}>{text}</span>;
        if (kind === 'added') {
          return (
            <ins key={key}>
              <span className="unseen">added: </span>
              {text}
            </ins>
          );
        }
        return (
          <del key={key}>
            <span className="unseen">removed: </span>
            {text}
          </del>
        );
      })}
    </bdi>
  );
}
