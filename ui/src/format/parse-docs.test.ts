import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { docsParts, parseDocs, splitDocs } from './parse-docs.ts';

test('paragraphs, lists and code are told apart', () => {
  const blocks = parseDocs(
    'It asks `price`:\n- **once**\n- at https://example.org/a.\n\nThen\nit ends.\n```ts\na\n\nb\n```',
  );
  expect(blocks).toEqual([
    {
      kind: 'paragraph',
      parts: [
        { kind: 'text', text: 'It asks ' },
        { kind: 'code', text: 'price' },
        { kind: 'text', text: ':' },
      ],
    },
    {
      kind: 'list',
      items: [
        [{ kind: 'strong', text: 'once' }],
        [
          { kind: 'text', text: 'at ' },
          { kind: 'link', text: 'https://example.org/a' },
          { kind: 'text', text: '.' },
        ],
      ],
    },
    { kind: 'paragraph', parts: [{ kind: 'text', text: 'Then it ends.' }] },
    { kind: 'code', text: 'a\n\nb' },
  ]);
});

test('only what a browser opens as a page becomes a link', () => {
  for (const text of ['javascript:alert(1)', '<a href="x">', '[x](javascript:y)', 'data:text/html,x', '<script>'])
    expect(docsParts(text)).toEqual([{ kind: 'text', text }]);
});

test('a list of cards shows the first paragraph in a line', () => {
  expect(splitDocs('\nBuilds\n  `it` **now**.\n\nMore.\n\nAnd more.')).toEqual({
    summary: 'Builds it now.',
    rest: parseDocs('More.\n\nAnd more.'),
  });
  expect(splitDocs('')).toEqual({ summary: '', rest: [] });
});

test('the first paragraph is not cut inside code', () => {
  expect(splitDocs('Builds:\n```\na\n\nb\n```\nMore.')).toEqual({
    summary: 'Builds:',
    rest: parseDocs('```\na\n\nb\n```\nMore.'),
  });
  expect(splitDocs('```\na\n\nb\n```\nThen.')).toEqual({ summary: 'Then.', rest: [{ kind: 'code', text: 'a\n\nb' }] });
  expect(splitDocs('- a\n- b')).toEqual({ summary: 'a b', rest: [] });
});

test('no text is lost or breaks the page', () => {
  const letters = (text: string) => text.replaceAll(/[\s`*-]/g, '');
  const withoutFences = (text: string) => text.replaceAll(/^ *```[^`\n]*$/gm, '');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '`', '*', '-', ' ', '\n', '. ', 'https://x.y') }), (text) => {
      const shown = parseDocs(text).map((block) => {
        if (block.kind === 'code') return withoutFences(block.text);
        return (block.kind === 'list' ? block.items.flat() : block.parts).map((part) => part.text).join('');
      });
      expect(letters(shown.join(''))).toBe(letters(withoutFences(text)));
    }),
  );
});
