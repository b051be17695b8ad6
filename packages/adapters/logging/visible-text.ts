/**
 * What a terminal obeys instead of showing it (ESC begins ANSI sequences), or that makes a text read in another order
 * than it is written: control characters, marks of direction, separators of lines.
 */
const HIDDEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

const escapeCharacter = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The text with what cannot be seen as `\u001b`, which is also how JSON writes it. One line stays one line. */
export const toVisibleText = (text: string): string =>
  text.replace(HIDDEN, (character) => (character === '\t' ? character : escapeCharacter(character)));

/** The same for texts of several lines, such as stacks. */
export const toVisibleLines = (text: string): string => text.split('\n').map(toVisibleText).join('\n');
