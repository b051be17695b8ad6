import { stripAnsi } from './strip-ansi.ts';

/** A stretch of text in one look. */
export interface AnsiPart {
  text: string;
  /** Classes of design tokens; empty for plain text. */
  class: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what it looks for.
const SGR = /\u001b\[([0-9;]*)m/;

/** The eight colours of terminals in the tokens of both themes: what an author chose for black would vanish on it. */
const COLOURS = [
  'text-muted',
  'text-bad',
  'text-good',
  'text-warning',
  'text-active',
  'text-ansi-magenta',
  'text-ansi-cyan',
  'text-ink',
] as const;

const WEIGHTS: Readonly<Record<number, string>> = { 1: 'font-semibold', 2: 'opacity-70', 3: 'italic', 4: 'underline' };

/**
 * Log text as parts with the colours and weights that terminals would give them. Nothing else of what terminals obey is
 * obeyed: cursor moves, titles and links are left out, and all text stays text.
 */
export function parseAnsi(text: string): AnsiPart[] {
  const pieces = text.split(SGR);
  const parts: AnsiPart[] = [];
  let look: Look = PLAIN;
  pieces.forEach((piece, index) => {
    // Splitting by a pattern with one group gives text and codes in turn.
    if (index % 2 === 1) look = changeLook(look, piece);
    else if (piece !== '') parts.push({ text: stripAnsi(piece), class: classOf(look) });
  });
  return parts;
}

interface Look {
  colour: string;
  weights: readonly number[];
}

const PLAIN: Look = { colour: '', weights: [] };

const classOf = ({ colour, weights }: Look): string =>
  [colour, ...weights.map((code) => WEIGHTS[code])].filter(Boolean).join(' ');

function changeLook(look: Look, codes: string): Look {
  const numbers = codes.split(';').map(Number);
  let next = look;
  for (let index = 0; index < numbers.length; index++) {
    const code = numbers[index] ?? 0;
    // Colours of 256 and of 16 million: the first sixteen are the known ones, the others stay plain.
    if (code === 38 || code === 48) {
      const isPalette = numbers[index + 1] === 5;
      if (code === 38) next = { ...next, colour: isPalette ? paletteColour(numbers[index + 2] ?? -1) : '' };
      index += isPalette ? 2 : 4;
    } else next = changeBy(next, code);
  }
  return next;
}

function changeBy(look: Look, code: number): Look {
  if (code === 0) return PLAIN;
  if (code in WEIGHTS) return { ...look, weights: [...look.weights.filter((known) => known !== code), code] };
  if (code === 22) return { ...look, weights: look.weights.filter((known) => known > 2) };
  if (code === 23 || code === 24) return { ...look, weights: look.weights.filter((known) => known !== code - 20) };
  if (code === 39) return { ...look, colour: '' };
  const colour = COLOURS[code >= 90 ? code - 90 : code - 30];
  return colour === undefined ? look : { ...look, colour };
}

const paletteColour = (number: number): string => (number < 16 ? (COLOURS[number % 8] ?? '') : '');
