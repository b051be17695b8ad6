const CANDIDATES = [',', ';', '\t', '|'];

/** The candidate that occurs most often in the first line, quoted parts aside; a comma if none does. */
export function guessDelimiter(firstLine: string): string {
  const unquoted = firstLine.replace(/"(?:[^"]|"")*"/g, '');
  const count = (delimiter: string) => unquoted.split(delimiter).length;
  return CANDIDATES.reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best));
}
