/** How late schedules fire, for the gauge. */
export interface ScheduleLag {
  show(seconds: number): void;
  /** Told with every pulse that finds nothing late. */
  settle(): void;
  /** Whoever leads instead tells its own. */
  hide(): void;
}

/** Shows a lag for a while, so that every scrape sees it, then 0. */
export function createScheduleLag(onLag: (seconds: number) => void, shownMs: number): ScheduleLag {
  let shownAtMs: number | null = null;
  const hide = () => {
    if (shownAtMs === null) return;
    shownAtMs = null;
    onLag(0);
  };
  return {
    show(seconds) {
      shownAtMs = performance.now();
      onLag(seconds);
    },
    settle() {
      if (shownAtMs !== null && performance.now() - shownAtMs >= shownMs) hide();
    },
    hide,
  };
}
