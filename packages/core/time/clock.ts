/** Source of the current instant, in milliseconds since the epoch. Tests pass their own. */
export interface Clock {
  now(): number;
}
