import { formatBoth, formatRelative } from '../format/format-time.ts';
import { locale } from '../i18n/translate.ts';
import { nowMs } from '../live/now.ts';

/** How long ago or ahead an instant is, up to date; the exact time in the viewer's zone and in UTC on hover. */
export function RelativeTime(props: { at: string; class?: string }) {
  return (
    <time dateTime={props.at} title={formatBoth(props.at, locale())} class={`tabular-nums ${props.class ?? ''}`}>
      {formatRelative(props.at, nowMs(), locale())}
    </time>
  );
}
