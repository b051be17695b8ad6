/** A fenced block of a Markdown text. */
export interface Block {
  /** What follows the fence: `sh` is run, `ts` is written to the file its first line names, `text` is printed by the block before. */
  language: string;
  text: string;
}

export const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({ language, text }));

/** What a README shows as output, as a pattern: `…` stands for anything, all else must be printed as it is. */
export function outputPattern(shown: string): RegExp {
  const parts = shown
    .trim()
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
