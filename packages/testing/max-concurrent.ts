/** One execution of a run that counts under `key`. */
export interface Execution {
  key: string;
  startMs: number;
  endMs: number;
}

/** For each key the most executions that there were at one instant. One that ends as another starts is not at once. */
export function maxConcurrent(executions: readonly Execution[]): Map<string, number> {
  const worst = new Map<string, number>();
  for (const [key, own] of Map.groupBy(executions, (execution) => execution.key)) {
    const changes = own.flatMap(({ startMs, endMs }) => [
      { ms: startMs, by: 1 },
      { ms: endMs, by: -1 },
    ]);
    let running = 0;
    let most = 0;
    for (const { by } of changes.toSorted((a, b) => a.ms - b.ms || a.by - b.by)) {
      running += by;
      most = Math.max(most, running);
    }
    worst.set(key, most);
  }
  return worst;
}
