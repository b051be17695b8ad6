/** What a `datetime-local` control shows for an ISO instant, in the viewer's zone; empty when it is none. */
export function toLocalInput(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

/** The instant in UTC for what a `datetime-local` control holds, undefined when it is empty. */
export function fromLocalInput(local: string): string | undefined {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
