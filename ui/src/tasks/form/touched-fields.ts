/** Whether the value at a JSON pointer is another one than at first: faults are shown where somebody has typed. */
export const isTouched = (pointer: string, first: object, now: object): boolean =>
  JSON.stringify(valueAt(first, pointer)) !== JSON.stringify(valueAt(now, pointer));

/** The value at a JSON pointer (RFC 6901), undefined where there is none. */
function valueAt(value: object, pointer: string): unknown {
  let part: unknown = value;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (part === null || typeof part !== 'object' || !Object.hasOwn(part, name)) return undefined;
    part = (part as Record<string, unknown>)[name];
  }
  return part;
}
