/**
 * Arrow keys in a week: up and down within the list of all slots, left and right to the day before or after, at about
 * the same place. True if the focus has moved.
 */
export function moveInWeek(key: string, week: HTMLElement): boolean {
  const days = [...week.children].map((day) => [...day.querySelectorAll<HTMLElement>('[data-row-link]')]);
  const focused = document.activeElement as HTMLElement;
  const day = days.findIndex((links) => links.includes(focused));
  if (day < 0) return false;
  const next = nextPlace(
    key,
    days.map((links) => links.length),
    { day, line: days[day]?.indexOf(focused) ?? 0 },
  );
  const link = next && days[next.day]?.[next.line];
  link?.focus();
  return link !== undefined && link !== null;
}

interface Place {
  day: number;
  line: number;
}

/** Where a key leads from a place, by the number of lines of each day; null = it stays. */
export function nextPlace(key: string, lengths: readonly number[], { day, line }: Place): Place | null {
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const next = line + (key === 'ArrowDown' ? 1 : -1);
    return next >= 0 && next < (lengths[day] ?? 0) ? { day, line: next } : null;
  }
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  const step = key === 'ArrowRight' ? 1 : -1;
  // Days without slots have nothing to stand on.
  for (let next = day + step; next >= 0 && next < lengths.length; next += step) {
    const length = lengths[next] ?? 0;
    if (length > 0) return { day: next, line: Math.min(line, length - 1) };
  }
  return null;
}
