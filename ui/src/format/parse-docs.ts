/** A piece of a sentence. */
export interface DocsPart {
  kind: 'text' | 'code' | 'strong' | 'link';
  text: string;
}

export type DocsBlock =
  | { kind: 'paragraph'; parts: DocsPart[] }
  | { kind: 'list'; items: DocsPart[][] }
  | { kind: 'code'; text: string };

const ITEM = /^\s*[-*]\s+/;
/** Behind it may stand the language, which nobody is shown. */
const FENCE = /^\s*```[^`]*$/;
const END_OF_FENCE = /^\s*```\s*$/;
/** Only addresses that a browser opens as a page: a description must not bring code along. */
const PARTS = /`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|(?<link>https?:\/\/[^\s<>()]*[^\s<>().,;:!?])/g;

/** Reads what people write of Markdown in a description: paragraphs, lists, code, strong words, addresses. */
export function parseDocs(text: string): DocsBlock[] {
  const blocks: DocsBlock[] = [];
  let lines: string[] = [];
  let code: string[] | null = null;
  const end = () => {
    const [first] = lines;
    if (first !== undefined) blocks.push(ITEM.test(first) ? toList(lines) : toParagraph(lines));
    lines = [];
  };
  for (const line of text.split('\n')) {
    if ((code ? END_OF_FENCE : FENCE).test(line)) {
      if (code) blocks.push({ kind: 'code', text: code.join('\n') });
      else end();
      code = code ? null : [];
    } else if (code) code.push(line);
    else {
      if (line.trim() === '' || ITEM.test(line) !== ITEM.test(lines.at(-1) ?? line)) end();
      if (line.trim() !== '') lines.push(line);
    }
  }
  end();
  if (code) blocks.push({ kind: 'code', text: code.join('\n') });
  return blocks;
}

/** The first paragraph as plain words, for where there is room for a sentence, and everything else. */
export function splitDocs(text: string): { summary: string; rest: DocsBlock[] } {
  const blocks = parseDocs(text);
  // A text of nothing but code or lists has some line to show all the same.
  const first = blocks.find(({ kind }) => kind === 'paragraph') ?? blocks[0];
  return {
    summary: first ? plainText(first).replaceAll(/\s+/g, ' ').trim() : '',
    rest: blocks.filter((block) => block !== first),
  };
}

function plainText(block: DocsBlock): string {
  if (block.kind === 'code') return block.text;
  const lines = block.kind === 'list' ? block.items : [block.parts];
  return lines.map((parts) => parts.map(({ text }) => text).join('')).join(' ');
}

/** Words and what stands between them, marks taken away. */
export function docsParts(text: string): DocsPart[] {
  const parts: DocsPart[] = [];
  let end = 0;
  for (const match of text.matchAll(PARTS)) {
    const { code, strong, link } = match.groups ?? {};
    parts.push({ kind: 'text', text: text.slice(end, match.index) });
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    if (link !== undefined) parts.push({ kind: 'link', text: link });
    end = match.index + match[0].length;
  }
  return [...parts, { kind: 'text' as const, text: text.slice(end) }].filter((part) => part.text !== '');
}

const toParagraph = (lines: readonly string[]): DocsBlock => ({
  kind: 'paragraph',
  parts: docsParts(lines.map((line) => line.trim()).join(' ')),
});
const toList = (lines: readonly string[]): DocsBlock => ({
  kind: 'list',
  items: lines.map((line) => docsParts(line.replace(ITEM, ''))),
});
