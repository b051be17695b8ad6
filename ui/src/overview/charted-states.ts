/** What the chart stacks, from the bottom up: what went well carries what did not. */
export const CHARTED = [
  { state: 'succeeded', token: 'good' },
  { state: 'cancelled', token: 'muted' },
  { state: 'expired', token: 'waiting' },
  { state: 'retrying', token: 'warning' },
  { state: 'failed', token: 'bad' },
] as const;

export type ChartedState = (typeof CHARTED)[number]['state'];
