const ESC = '\u001b';
const BEL = '\u0007';
// Colours and cursor moves (CSI), window titles and links (OSC, closed by BEL or ESC \), and two-character escapes.
const ANSI = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?|[@-Z\\\\-_])`, 'g');
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Marks of direction, by which a text could be read in another order than it is. */
const BIDI = /\p{Bidi_Control}/gu;

/**
 * Log text without terminal escapes; other control characters and marks of direction become visible. Keeps tabs and
 * lines.
 */
export function stripAnsi(text: string): string {
  return text
    .replace(ANSI, '')
    .replaceAll('\r\n', '\n')
    .replace(CONTROL, (char) => (char === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + char.charCodeAt(0))))
    .replace(BIDI, (char) => `<U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`);
}
