import { Counter, type CounterConfiguration } from 'prom-client';

/**
 * A counter that can be raised for every run: it counts by itself and tells prom-client when that is read, as
 * prom-client checks and hashes the labels of each call.
 * @param siblings series that are to exist, if only as 0, once a series is counted
 */
export function createRunCounter<Label extends string>(
  config: CounterConfiguration<Label>,
  siblings: (labels: Record<Label, string>) => Record<Label, string>[] = () => [],
): (labels: Record<Label, string>) => void {
  const waiting = new Map<string, { labels: Record<Label, string>; count: number }>();
  new Counter<Label>({
    ...config,
    collect() {
      for (const { labels, count } of waiting.values()) {
        for (const sibling of siblings(labels)) this.inc(sibling, 0);
        this.inc(labels, count);
      }
      waiting.clear();
    },
  });
  return (labels) => {
    const key = Object.values(labels).join('\n');
    const known = waiting.get(key);
    if (known) known.count++;
    else waiting.set(key, { labels, count: 1 });
  };
}
