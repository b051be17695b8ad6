const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARENT_POLL_MS = 1_000;

export type StopReason = (typeof SIGNALS)[number] | 'the parent process ended';

/**
 * Calls back once when somebody wants this script to end: Ctrl-C, kill, a closed terminal, or the death of the program
 * that started it (npx does not always pass a signal on). A second signal ends the script at once.
 */
export function onStopSignal(callback: (reason: StopReason) => void): void {
  let isStopping = false;
  const stop = (reason: StopReason) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    clearInterval(poll);
    callback(reason);
  };
  for (const signal of SIGNALS) process.on(signal, () => stop(signal));
  const parent = process.ppid;
  const poll = setInterval(() => process.ppid !== parent && stop('the parent process ended'), PARENT_POLL_MS);
  poll.unref();
}
