import { type FailureSample, MAX_SAMPLES } from './message.ts';

/** Something a rule has found about one task, queue or schedule. */
export interface Finding {
  key: string;
  /** Of what happened since the look before; of a state, whatever it counts. */
  count: number;
  samples: FailureSample[];
  /** What the message adds to the count, such as a share or an age. */
  detail: string;
}

/** What a rule remembers of one key. Instants are milliseconds since the epoch. */
export interface NotificationGroup extends Finding {
  /** A state that lasts. */
  isOpen: boolean;
  /** It was told that the state has begun, so it will be told that it is over. */
  isTold: boolean;
  /** When the first of what is not told yet was found. */
  firstAtMs: number;
  /** When to tell; null = there is nothing to tell. */
  dueAtMs: number | null;
  toldAtMs: number | null;
}

/** Something to be told now. */
export interface Announcement extends Finding {
  type: 'firing' | 'resolved';
  /** Since when, in ms since the epoch. */
  sinceMs: number;
}

export interface NotificationDecision {
  /** All that is remembered from now on; what is not among them is forgotten. */
  groups: NotificationGroup[];
  announcements: Announcement[];
}

interface DecisionContext {
  nowMs: number;
  /** About one key at most one message in this time. */
  throttleMs: number;
  /** What happens soon after the first goes into the same message. */
  gatherMs: number;
}

/** Things that happen: each counts once, and those of a window share a message. */
export function decideEvents(
  groups: readonly NotificationGroup[],
  findings: readonly Finding[],
  { nowMs, throttleMs, gatherMs }: DecisionContext,
): NotificationDecision {
  const byKey = new Map(groups.map((group) => [group.key, group]));
  for (const finding of findings) {
    const known = byKey.get(finding.key);
    const dueAtMs =
      known?.dueAtMs ?? Math.max(nowMs + gatherMs, (known?.toldAtMs ?? Number.NEGATIVE_INFINITY) + throttleMs);
    byKey.set(finding.key, {
      ...finding,
      count: (known?.count ?? 0) + finding.count,
      samples: [...(known?.samples ?? []), ...finding.samples].slice(0, MAX_SAMPLES),
      isOpen: false,
      isTold: false,
      firstAtMs: known?.dueAtMs == null ? nowMs : known.firstAtMs,
      dueAtMs,
      toldAtMs: known?.toldAtMs ?? null,
    });
  }
  const all = [...byKey.values()];
  const isDue = ({ dueAtMs }: NotificationGroup) => dueAtMs !== null && dueAtMs <= nowMs;
  return {
    announcements: all
      .filter(isDue)
      .map((group) => ({ ...toFinding(group), type: 'firing', sinceMs: group.firstAtMs })),
    groups: all
      .map((group) => (isDue(group) ? { ...group, count: 0, samples: [], dueAtMs: null, toldAtMs: nowMs } : group))
      // Once its throttle is over, a key that is quiet need not be remembered.
      .filter(({ dueAtMs, toldAtMs }) => dueAtMs !== null || (toldAtMs ?? 0) + throttleMs > nowMs),
  };
}

/** States: told when they begin and, if that was told, when they are over. One that flaps is told once in a window. */
export function decideStates(
  groups: readonly NotificationGroup[],
  findings: readonly Finding[],
  { nowMs, throttleMs }: Omit<DecisionContext, 'gatherMs'>,
): NotificationDecision {
  const current = new Map(findings.map((finding) => [finding.key, finding]));
  const known = new Map(groups.map((group) => [group.key, group]));
  const announcements: Announcement[] = [];
  const kept: NotificationGroup[] = [];
  for (const finding of findings) {
    const before = known.get(finding.key);
    const firstAtMs = before?.isOpen ? before.firstAtMs : nowMs;
    const mayTell = before?.toldAtMs == null || before.toldAtMs + throttleMs <= nowMs;
    const isTold = before?.isOpen === true && before.isTold;
    const tells = !isTold && mayTell;
    if (tells) announcements.push({ ...finding, type: 'firing', sinceMs: firstAtMs });
    kept.push({
      ...finding,
      isOpen: true,
      isTold: isTold || tells,
      firstAtMs,
      dueAtMs: null,
      toldAtMs: tells ? nowMs : (before?.toldAtMs ?? null),
    });
  }
  for (const group of groups.filter(({ key }) => !current.has(key))) {
    if (group.isOpen && group.isTold) {
      announcements.push({ ...toFinding(group), type: 'resolved', sinceMs: group.firstAtMs });
    }
    const isQuiet = (group.toldAtMs ?? 0) + throttleMs <= nowMs;
    if (!isQuiet) kept.push({ ...group, isOpen: false, isTold: false });
  }
  return { announcements, groups: kept };
}

const toFinding = ({ key, count, samples, detail }: NotificationGroup): Finding => ({ key, count, samples, detail });
