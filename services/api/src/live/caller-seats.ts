import type { Principal } from '@fbrain/core/access/principal';

/** Things that callers hold open, counted by caller: no one may take all that there are. */
export interface CallerSeats {
  /** Whether a caller may hold one more. The API_TOKEN of the server always may: it is the machine of the operator. */
  hasRoom(who: Principal): boolean;
  /** Takes a seat; gives what returns it, to be called once. */
  take(who: Principal): () => void;
}

export function createCallerSeats(most: number): CallerSeats {
  const taken = new Map<string, number>();
  const keyOf = ({ kind, id }: Principal) => `${kind} ${id}`;
  return {
    hasRoom: (who) => who.kind === 'configuration' || (taken.get(keyOf(who)) ?? 0) < most,
    take(who) {
      const key = keyOf(who);
      taken.set(key, (taken.get(key) ?? 0) + 1);
      return () => {
        const left = (taken.get(key) ?? 0) - 1;
        if (left > 0) taken.set(key, left);
        else taken.delete(key);
      };
    },
  };
}
