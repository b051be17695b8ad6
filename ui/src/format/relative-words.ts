type Unit = 'second' | 'minute' | 'hour' | 'day';

export interface RelativeWords {
  now: string;
  past: (amount: string) => string;
  future: (amount: string) => string;
  units: Record<Unit, string>;
  /** Days that have names, by their distance from today. */
  days: Record<number, string>;
}

/**
 * Short words of distance in time, as `Intl.RelativeTimeFormat` says them (a test compares). Its own first use holds up a
 * page for 25 ms, on a phone for 100, and nearly every page tells such a time. English is narrow, which still reads well;
 * narrow French would be a bare "-3 s".
 */
export const RELATIVE_WORDS = {
  en: {
    now: 'now',
    past: (amount) => `${amount} ago`,
    future: (amount) => `in ${amount}`,
    units: { second: 's', minute: 'm', hour: 'h', day: 'd' },
    days: { '-1': 'yesterday', 1: 'tomorrow' },
  },
  fr: {
    now: 'maintenant',
    past: (amount) => `il y a ${amount}`,
    future: (amount) => `dans ${amount}`,
    units: { second: '\u00a0s', minute: '\u00a0min', hour: '\u00a0h', day: '\u00a0j' },
    days: { '-2': 'avant-hier', '-1': 'hier', 1: 'demain', 2: 'après-demain' },
  },
} as const satisfies Record<string, RelativeWords>;
