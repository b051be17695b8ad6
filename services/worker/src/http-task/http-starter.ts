import { createHttpSender } from '@fbrain/adapters/http-sender/http-sender';
import type { Tracer } from '@fbrain/adapters/tracing/tracer';
import type { Clock } from '@fbrain/core/time/clock';
import { resolveReferences } from '../catalogue/secret-reference.ts';
import type { TaskRegistry } from '../catalogue/task-registry.ts';
import type { WorkerConfig } from '../config.ts';
import type { HostReport, HostRun } from '../task-host/protocol.ts';
import { HEADER_VALUE } from './read-http-task.ts';
import { type HttpCall, startHttpCall } from './start-http-call.ts';

interface HttpStarterOptions {
  config: WorkerConfig;
  registry: TaskRegistry;
  clock: Clock;
  tracer: Tracer;
  onReport(report: HostReport): void;
}

/** Calls the URL of a claimed run; null = a reload took its task away. */
export function createHttpStarter({
  config,
  registry,
  clock,
  tracer,
  onReport,
}: HttpStarterOptions): (run: HostRun, secrets: ReadonlyMap<string, string>) => HttpCall | null {
  const sender = createHttpSender({ allow: config.httpAllow });
  const options = { sender, clock, tracer, outputLimitBytes: config.outputLimitBytes, onReport };
  return (run, secrets) => {
    const task = registry.current().findHttpTask(run.task);
    if (!task) return null;
    const secretHeaders = resolveReferences(task.secretHeaders, secrets, new RegExp(HEADER_VALUE));
    return startHttpCall(run, { ...task, headers: { ...task.headers, ...secretHeaders } }, options);
  };
}
