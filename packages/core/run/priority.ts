/** The bands of a queue, most urgent first. The database stores the index. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;

export type Priority = (typeof PRIORITIES)[number];

/** 0 is the most urgent; the order in which `order by band` serves. */
export const toBand = (priority: Priority): number => PRIORITIES.indexOf(priority);

export function fromBand(band: number): Priority {
  const priority = PRIORITIES[band];
  if (priority === undefined) throw new RangeError(`priority band must be 0, 1 or 2, got ${band}`);
  return priority;
}
