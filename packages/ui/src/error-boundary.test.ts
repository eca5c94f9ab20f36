import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ErrorBoundary } from './error-boundary.tsx';

/** What a boundary shows once something below it could not be drawn; React catches nothing where it renders to text. */
function shownAfter(error: unknown): string {
  const boundary = new ErrorBoundary({ children: createElement('p', null, 'the page') });
  boundary.state = ErrorBoundary.getDerivedStateFromError(error);
  return renderToStaticMarkup(boundary.render());
}

test('what can be drawn is shown as it is', () => {
  expect(renderToStaticMarkup(createElement(ErrorBoundary, null, createElement('p', null, 'the page')))).toBe(
    '<p>the page</p>',
  );
});

test('what cannot be drawn is told with its error and a way on', () => {
  const shown = shownAfter(new TypeError('Cannot read properties of undefined'));
  expect(shown).toContain('Cannot read properties of undefined');
  expect(shown).toContain('Reload the page');
  expect(shown).toContain('Back');
  expect(shown).not.toContain('the page</p>');
});

test('at another place it is tried again', () => {
  const boundary = new ErrorBoundary({ place: '/owner', children: null });
  boundary.state = ErrorBoundary.getDerivedStateFromError(new Error('no'));
  const set: unknown[] = [];
  boundary.setState = (next: unknown) => void set.push(next);
  boundary.componentDidUpdate({ place: '/owner', children: null });
  expect(set).toEqual([]);
  boundary.componentDidUpdate({ place: '/buy', children: null });
  expect(set).toEqual([{ failed: undefined }]);
});
