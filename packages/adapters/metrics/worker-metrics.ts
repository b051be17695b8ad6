import { SLOT_OUTCOMES, type SlotOutcome } from '@fbrain/core/schedule/schedule-info';
import { Counter, Gauge, type Registry } from 'prom-client';
import { boundLabel } from './registry.ts';
import { createRunFlowCounters, type RunFlowCounters } from './run-flow-counters.ts';
import { createRunHistogram } from './run-histogram.ts';
import { transportGauge } from './transport-gauge.ts';

/** What a worker counts. Names and labels are public: docs/metrics.md, the dashboards and the alerts rely on them. */
export interface WorkerMetrics extends RunFlowCounters {
  /** Time one attempt took. */
  runDuration(task: string, seconds: number): void;
  /** Time from due to started. */
  runWait(queue: string, seconds: number): void;
  runsRescued(count: number): void;
  staleResults(count: number): void;
  redispatched(count: number): void;
  scheduleLag(seconds: number): void;
  /** Slots of schedules that this worker, as the leader, has decided. */
  scheduleSlots(outcome: SlotOutcome, count: number): void;
  /** A message that is no hint was moved out of its lane and kept for inspection. */
  messageQuarantined(): void;
  /** A task host was replaced. */
  hostRecycled(reason: HostRecycleReason): void;
}

/** Gauges that are read when the process is scraped. */
export interface WorkerGauges {
  isTransportConnected(): boolean;
  slots(): { busy: number; free: number };
  taskHostRssBytes(): number;
}

const HOST_RECYCLE_REASONS = ['runs', 'memory'] as const;
type HostRecycleReason = (typeof HOST_RECYCLE_REASONS)[number];

/** From a no-op to an hour. */
const DURATION_SECONDS = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600];
const WAIT_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5, 30, 120, 600];

export function createWorkerMetrics(registry: Registry, gauges: WorkerGauges): WorkerMetrics {
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const duration = createRunHistogram({
    name: 'fbrain_run_duration_seconds',
    help: 'Time one attempt took.',
    label: 'task',
    buckets: DURATION_SECONDS,
    registry,
  });
  const wait = createRunHistogram({
    name: 'fbrain_run_wait_seconds',
    help: 'Time from due to started.',
    label: 'queue',
    buckets: WAIT_SECONDS,
    registry,
  });
  const rescued = counter('fbrain_runs_rescued_total', 'Runs taken from dead workers and started again.');
  const stale = counter('fbrain_stale_results_total', 'Results rejected because another attempt is current.');
  const redispatched = counter('fbrain_redispatched_total', 'Runs whose hint was sent again.');
  const quarantined = counter('fbrain_messages_quarantined_total', 'Messages that are no hints, kept for inspection.');
  const recycled = new Counter({
    name: 'fbrain_task_hosts_recycled_total',
    help: 'Task hosts replaced because they had done their share of runs or grew too large.',
    labelNames: ['reason'],
    registers,
  });
  for (const reason of HOST_RECYCLE_REASONS) recycled.inc({ reason }, 0);
  const lag = new Gauge({
    name: 'fbrain_schedule_lag_seconds',
    help: 'Delay of the latest slot fired, or of the oldest one that is late; 0 after a minute without either.',
    registers,
  });
  const slots = new Counter({
    name: 'fbrain_schedule_slots_total',
    help: 'Slots of schedules by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  // A series that begins with its first event would hide it: Prometheus only sees what grows.
  for (const outcome of SLOT_OUTCOMES) slots.inc({ outcome }, 0);
  registerGauges(registry, gauges);
  const taskLabel = boundLabel();
  const queueLabel = boundLabel();

  return {
    ...createRunFlowCounters(registry),
    runDuration: (task, seconds) => duration(taskLabel(task), seconds),
    runWait: (queue, seconds) => wait(queueLabel(queue), seconds),
    runsRescued: (count) => rescued.inc(count),
    staleResults: (count) => stale.inc(count),
    redispatched: (count) => redispatched.inc(count),
    scheduleLag: (seconds) => lag.set(seconds),
    scheduleSlots: (outcome, count) => slots.inc({ outcome }, count),
    messageQuarantined: () => quarantined.inc(),
    hostRecycled: (reason) => recycled.inc({ reason }),
  };
}

function registerGauges(registry: Registry, gauges: WorkerGauges): void {
  transportGauge(registry, gauges.isTransportConnected);
  new Gauge({
    name: 'fbrain_worker_slots',
    help: 'Runs this worker executes (busy) and could start now (free).',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { busy, free } = gauges.slots();
      this.set({ state: 'busy' }, busy);
      this.set({ state: 'free' }, free);
    },
  });
  new Gauge({
    name: 'fbrain_task_host_rss_bytes',
    help: 'Memory of all task hosts of this worker.',
    registers: [registry],
    collect() {
      this.set(gauges.taskHostRssBytes());
    },
  });
}
