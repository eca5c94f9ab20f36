import type { ReactNode } from 'react';
import Markdown, { type Components } from 'react-markdown';
import { ForeignLink, ForeignText, inertText } from './foreign-text.tsx';

/** Elements that a stranger's markdown may make; of anything else its words are kept. */
const allowed = [
  'p',
  'em',
  'strong',
  'code',
  'pre',
  'ul',
  'ol',
  'li',
  'blockquote',
  'a',
  'img',
  'br',
  'hr',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
];

/** Quotes and lists within each other beyond this are shown as they were written. */
const deepest = 12;
const longest = 20_000;

/** Marks of emphasis in one paragraph beyond which the parser, quadratic in them, is not asked: 12,000 took it eight seconds. */
const mostMarks = 500;

/** A heading of a stranger is none of the page's outline. */
const Heading = ({ children }: { children?: ReactNode }) => (
  <p>
    <strong>{children}</strong>
  </p>
);

const components: Components = {
  a: ({ href, children }) => <ForeignLink href={href ?? ''}>{children}</ForeignLink>,
  // Nothing is fetched from where a stranger says: that would tell him who reads.
  img: ({ alt }) => <ForeignText text={alt === undefined || alt === '' ? 'image' : `image: ${alt}`} />,
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
};

/** Whether a line opens more quotes and lists than anybody reads; a parser would follow them all down. */
const isTooDeep = (line: string): boolean => {
  const markers = /^[\s>*+\-\d.)]*/.exec(line)?.[0] ?? '';
  return markers.length > 4 * deepest || (markers.match(/[>*+-]|\d[.)]/g) ?? []).length > deepest;
};

/** Whether following the marks of a text would take longer than reading it. */
function isTooMuch(text: string): boolean {
  if (text.split('\n').some(isTooDeep)) return true;
  return text.split(/\n\s*\n/).some((paragraph) => (paragraph.match(/\*+|_+/g) ?? []).length > mostMarks);
}

/**
 * A stranger's markdown: paragraphs, emphasis, lists, quotes, code and https links. No HTML, no image, no heading of the page, no character
 * that hides or turns text.
 *
 * @param text at most 20,000 characters of it are shown
 * @example <ForeignMarkdown text={proposal.description} />
 */
export function ForeignMarkdown({ text }: { text: string }) {
  const inert = inertText(text, longest);
  if (isTooMuch(inert)) return <ForeignText text={inert} lines />;
  return (
    <div className="foreign foreign-markdown" dir="auto">
      <Markdown
        allowedElements={allowed}
        unwrapDisallowed
        skipHtml
        // the link decides by itself where it may lead
        urlTransform={(url) => url}
        components={components}
      >
        {inert}
      </Markdown>
    </div>
  );
}
