import type { Json } from '@fbrain/core/run/json';

/** A copy as plain JSON: functions, symbols and undefined are left behind. */
export const toJson = <T extends Json>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;
