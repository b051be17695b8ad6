import type { AttemptState } from '@fbrain/core/run/run';
import type { RunState } from '@fbrain/core/run/run-state';
import type { SlotOutcome } from '@fbrain/core/schedule/schedule-info';
import type { WorkerState } from '@fbrain/core/worker/worker';
import type { IconName } from './icon.tsx';

/** What a state looks like: always a shape beside the word, so that it never depends on seeing the colour. */
export interface StateLook {
  icon: IconName;
  /** Text colour of icon and word. */
  text: string;
}

const waiting: StateLook = { icon: 'circle-dashed', text: 'text-waiting' };
const active: StateLook = { icon: 'circle-play', text: 'text-active' };
const good: StateLook = { icon: 'circle-check', text: 'text-good' };
const bad: StateLook = { icon: 'circle-x', text: 'text-bad' };
const warning: StateLook = { icon: 'rotate', text: 'text-warning' };
const ended: StateLook = { icon: 'circle-slash', text: 'text-muted' };

/** The one map from states to looks. */
export const STATE_LOOK: Record<RunState | AttemptState | WorkerState | SlotOutcome, StateLook> = {
  scheduled: { ...waiting, icon: 'clock' },
  blocked: { ...waiting, icon: 'circle-pause' },
  queued: waiting,
  running: active,
  retrying: warning,
  succeeded: good,
  failed: bad,
  cancelled: ended,
  expired: { ...ended, icon: 'clock' },
  snoozed: { ...waiting, icon: 'clock' },
  released: { ...waiting, icon: 'rotate' },
  fired: { ...ended, icon: 'bolt' },
  skipped: { ...ended, icon: 'skip' },
  missed: { ...warning, icon: 'alert' },
  active: good,
  draining: { ...warning, icon: 'circle-pause' },
  stopped: ended,
  lost: bad,
};
