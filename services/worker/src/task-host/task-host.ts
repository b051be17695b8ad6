import type { HostSettings } from './host-settings.ts';
import type { LoadedTask } from './load-task-file.ts';
import type { AttemptRef, FromHost, ToHost } from './protocol.ts';
import { createReporter } from './reporter.ts';
import { type RunningAttempt, startAttempt } from './start-attempt.ts';
import { createSupervisorRequests } from './supervisor-requests.ts';

export interface TaskHost {
  receive(message: ToHost): void;
  /** Ends the attempt whose code threw where no await could see it; false if that code cannot be told. */
  failCulprit(thrown: unknown, culprit: RunningAttempt | undefined): boolean;
  abortAll(): void;
}

interface HostServices {
  settings: HostSettings;
  tasks: readonly LoadedTask[];
  send(message: FromHost): void;
  /** Called once, when a draining host has reported its last attempt. */
  onDrained(): void;
}

const keyOf = ({ runId, attempt }: AttemptRef): string => `${runId}/${attempt}`;

/** Runs many attempts side by side, as the supervisor says. */
export function createTaskHost({ settings, tasks, send, onDrained }: HostServices): TaskHost {
  const byName = new Map(tasks.map((task) => [task.definition.name, task]));
  const running = new Map<string, RunningAttempt>();
  const reporter = createReporter(send);
  const requests = createSupervisorRequests(send);
  let isDraining = false;

  const leaveWhenDrained = () => {
    if (isDraining && running.size === 0) void reporter.flushed().then(onDrained);
  };
  const onEnd = (attempt: RunningAttempt) => {
    running.delete(keyOf(attempt));
    leaveWhenDrained();
  };
  const services = { settings, reporter, requests, onEnd };

  const isOfAnother = ({ source }: RunningAttempt, thrown: unknown): boolean => {
    const stack = thrown instanceof Error ? String(thrown.stack) : '';
    const isIn = (file: string) => stack.includes(`/${file}`);
    return !isIn(source) && tasks.some(({ definition }) => isIn(definition.source));
  };

  return {
    receive: (message) => {
      switch (message.type) {
        case 'start':
          for (const run of message.runs) running.set(keyOf(run), startAttempt(run, byName.get(run.task), services));
          return;
        case 'abort':
          for (const ref of message.attempts) running.get(keyOf(ref))?.abort(message.reason);
          return;
        case 'ask':
          return send({ type: 'alive' });
        case 'reply':
          return requests.receive(message);
        case 'drain':
          isDraining = true;
          leaveWhenDrained();
      }
    },
    failCulprit: (thrown, culprit) => {
      // Bun does not say in which context a rejected promise was made. One attempt alone is the one, unless the promise
      // is of another task's code, left behind by an attempt that has ended.
      const [only] = running.size === 1 ? running.values() : [];
      const attempt = culprit ?? (only && !isOfAnother(only, thrown) ? only : undefined);
      attempt?.fail(thrown);
      return attempt !== undefined;
    },
    abortAll: () => {
      for (const attempt of running.values()) attempt.abort('stopping');
    },
  };
}
