/** A pattern of names: `*` stands for any text, all else for itself. `csv.*` allows `csv.read`, not `csv`. */
export function matchesName(patterns: readonly string[] | null, name: string): boolean {
  return patterns === null || patterns.some((pattern) => matches(pattern, name));
}

/** What a pattern may hold: the letters of names, and `*`. */
export const NAME_PATTERN_PATTERN = '^[A-Za-z0-9*][A-Za-z0-9._:*-]{0,199}$';

/** Part by part, so that no pattern can take long: the time is that of its length times the name's. */
function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === name;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
