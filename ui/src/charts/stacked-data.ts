/**
 * What the chart draws: times, then sums of the series from the bottom up, the highest sums first. An empty step is
 * null: no bar rather than a line at zero.
 */
export function stackedData(
  times: readonly number[],
  series: readonly { values: readonly number[] }[],
): (number | null)[][] {
  const sums: (number | null)[][] = [];
  let below: readonly (number | null)[] = times.map(() => 0);
  for (const { values } of series) {
    const sum = values.map((value, index) => (below[index] ?? 0) + value);
    sums.unshift(sum.map((height, index) => (values[index] === 0 ? null : height)));
    below = sum;
  }
  return [[...times], ...sums];
}
