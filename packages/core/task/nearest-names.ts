/** Names beyond this many edits are no likely typo. */
const MAX_EDITS = 4;

/** Up to three of `names` that `wanted` may have meant, nearest first. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const target = wanted.slice(0, 100);
  return names
    .map((name) => ({ name, edits: name.includes(target) ? 1 : editDistance(target, name) }))
    .filter(({ name, edits }) => edits <= Math.min(MAX_EDITS, Math.ceil(name.length / 2)))
    .sort((a, b) => a.edits - b.edits || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Levenshtein distance, two rows at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitute));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
