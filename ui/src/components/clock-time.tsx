import { formatBoth, formatClock } from '../format/format-time.ts';
import { locale } from '../i18n/translate.ts';

/** The time of day of an instant; date and zone, and the same in UTC, on hover. For moments that are read beside each other. */
export function ClockTime(props: { at: string; class?: string }) {
  return (
    <time
      dateTime={props.at}
      title={formatBoth(props.at, locale())}
      class={`font-mono text-xs whitespace-nowrap ${props.class ?? ''}`}
    >
      {formatClock(props.at, locale())}
    </time>
  );
}
