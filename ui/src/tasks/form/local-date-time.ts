/** What a `datetime-local` control shows for an ISO instant, in the viewer's zone; empty when it is none. */
export function toLocalInput(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  // Milliseconds are shown when there are any, so that they are not lost.
  return shifted.toISOString().replace(/(\.000)?Z$/, '');
}

/** The instant in UTC for what a `datetime-local` control holds, undefined when it is empty. */
export function fromLocalInput(local: string): string | undefined {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** The zone of the viewer's clocks, such as Europe/Paris. */
export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
