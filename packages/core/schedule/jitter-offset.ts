/**
 * How much later than its slots a schedule fires: 0 up to, not including, `jitterMs`. Always the same for the same id,
 * so that the distance between two runs of a schedule stays what its author wrote.
 */
export function jitterOffsetMs(scheduleId: string, jitterMs: number): number {
  return Math.floor((hash(scheduleId) / 2 ** 32) * jitterMs);
}

/** FNV-1a, then the finalizer of MurmurHash3: ids that differ in one digit land far apart. 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
