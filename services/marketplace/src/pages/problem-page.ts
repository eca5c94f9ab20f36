import { type Problem } from '@atoll/schemas/problem';
import { html } from 'hono/html';
import { foreign, type Markup, page } from './layout.ts';

/** A problem for people: the sentence, what to do, and a way back. */
export function problemPage(problem: Problem): Markup {
  return page({
    title: `${problem.title} · Atoll`,
    body: html`<h1>${problem.status === 404 ? 'Not here' : 'That did not work'}</h1>
      <p class="notice" role="alert">${foreign(problem.detail, 1000)}</p>
      <p>${foreign(problem.hint, 500)}</p>
      <p><a href="/">Back to the catalogue</a></p>
      <p><small>${problem.code}, request ${problem.requestId ?? 'unknown'}</small></p>`,
  });
}
