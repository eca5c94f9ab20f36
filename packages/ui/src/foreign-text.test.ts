import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { ForeignMarkdown } from './foreign-markdown.tsx';
import { ForeignLink, ForeignText, foreignAddress, inertText } from './foreign-text.tsx';

const shown = (text: string) => renderToStaticMarkup(createElement(ForeignText, { text }));
const marked = (text: string) => renderToStaticMarkup(createElement(ForeignMarkdown, { text }));
const link = (href: string) => renderToStaticMarkup(createElement(ForeignLink, { href }, 'my bank'));

describe('inert text', () => {
  test('loses what turns it around or cannot be seen', () => {
    expect(inertText('invoice\u202Efdp.exe')).toBe('invoicefdp.exe');
    expect(inertText('a\u2066b\u2069c\u200Ed\u061Ce')).toBe('abcde');
    expect(inertText('pay\u200Bpal\u00AD\uFEFF\u2060\u3164')).toBe('paypal');
    expect(inertText('x\u{E0041}\u{E007F}y\u0000\u001B[31m')).toBe('xy[31m');
    expect(inertText('half \uD800 pair')).toBe('half \uFFFD pair');
  });

  test('keeps joiners that scripts and pictures need, and no others', () => {
    expect(inertText('می\u200Cخواهم')).toBe('می\u200Cخواهم');
    expect(inertText('👩\u200D🔬')).toBe('👩\u200D🔬');
    expect(inertText('pay\u200Dpal\u200C')).toBe('paypal');
  });

  test('keeps every language as it is written', () => {
    for (const text of [
      'größe',
      'données',
      'שלום',
      'العربية',
      'ไทย',
      '数据',
      'हिन्दी',
      'tab\there',
      'Việt Nam',
    ]) {
      expect(inertText(text)).toBe(text);
    }
  });

  test('lets no pile of marks climb out of its line', () => {
    expect(inertText(`Z${'\u0310'.repeat(500)}`)).toBe(`Z${'\u0310'.repeat(4)}`);
  });

  test('turns every end of a line into one', () => {
    expect(inertText('a\r\nb\rc\u2028d')).toBe('a\nb\nc\nd');
  });
});

describe('a name of a stranger', () => {
  test('runs nothing and is one isolated line', () => {
    expect(shown('<script>alert(1)</script>')).toBe(
      '<bdi dir="auto" class="foreign">&lt;script&gt;alert(1)&lt;/script&gt;</bdi>',
    );
    expect(shown('a\n\n\n\nb')).toContain('>a b<');
  });

  test('of a megabyte is cut', () => {
    const html = shown('W'.repeat(1 << 20));
    expect(html.length).toBeLessThan(400);
    expect(html).toContain('…</bdi>');
  });
});

describe('a link of a stranger', () => {
  test('leads to https alone and tells the host', () => {
    expect(link('https://evil.example/login')).toBe(
      '<a href="https://evil.example/login" rel="nofollow noopener noreferrer ugc" target="_blank">my bank<span class="faint"> (evil.example)</span></a>',
    );
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    '\u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'http://plain.example/',
    'https://bank.example@evil.example/',
    'https://bank.example:secret@evil.example/',
    '//evil.example',
    '/account',
    'blob:https://market.example/1',
    'file:///etc/passwd',
  ])('of another kind is text: %j', (href) => {
    expect(foreignAddress(href)).toBeUndefined();
    expect(link(href)).toBe('my bank');
  });

  test('of look-alike letters shows what it is', () => {
    expect(link('https://раураl.example/')).toContain('(xn--');
  });
});

describe('markdown of a stranger', () => {
  test('keeps words, emphasis, lists, quotes and code', () => {
    const html = marked('Some **bold** words\n\n- one\n- two\n\n> said\n\n`code`');
    for (const part of ['<strong>bold</strong>', '<li>one</li>', '<blockquote>', '<code>code</code>'])
      expect(html).toContain(part);
  });

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<style>*{display:none}</style>',
    '<div style="position:fixed;inset:0" onclick="alert(1)">x</div>',
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><input name="seed"></form>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '</div></main><h1>Your wallet</h1>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](<java\tscript:alert(1)>)',
    '![x](https://evil.example/pixel.png)',
    '![x](javascript:alert(1))',
    '[ref]\n\n[ref]: javascript:alert(1)',
    '<javascript:alert(1)>',
    '# Approve all\n\n## Sign here',
    '[x](https://ok.example "onmouseover=alert(1) title")',
    '```html\n<script>alert(1)</script>\n```',
  ])('makes no element that acts, fetches or forges: %j', (text) => {
    const html = marked(text);
    expect(html).not.toMatch(
      /<(script|style|img|svg|iframe|form|input|base|meta|object|embed|link|h[1-6]|main|video)\b/i,
    );
    expect(html).not.toMatch(/<[^>]*\s(on\w+|style|src|id|name|title)=/i);
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https:\/\//);
    for (const [anchor] of html.matchAll(/<a [^>]*>/g))
      expect(anchor).toContain('rel="nofollow noopener noreferrer ugc"');
  });

  test('shows an image by its words and fetches nothing', () => {
    expect(marked('![the reef](https://evil.example/pixel.png)')).toContain('image: the reef');
  });

  test('loses controls that turn text also in links and code', () => {
    expect(marked('`a\u202Eb` [c\u2066d](https://x.example/\u202E)')).not.toMatch(/[\u202E\u2066]/);
  });

  test.each([
    ['quotes', '>'.repeat(20_000)],
    ['lists', '- '.repeat(10_000)],
    ['emphasis', '*a_'.repeat(6_000)],
    ['brackets', '['.repeat(20_000)],
    ['images', '!['.repeat(10_000)],
    ['a megabyte', 'word '.repeat(200_000)],
  ])('of many %s is shown within three seconds of a busy machine', (_, text) => {
    const started = performance.now();
    expect(marked(text).length).toBeLessThan(400_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
