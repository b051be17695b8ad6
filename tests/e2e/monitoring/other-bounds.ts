import { ALERTS } from './monitoring-files.ts';

/** Incidents that nobody wants on his machine: the same queries, with a bound that every machine is beyond. */
const OTHER_BOUNDS: Record<string, [bound: string, other: string][]> = {
  FbrainApiOverloaded: [['> 0', '>= 0']],
  FbrainMessagesQuarantined: [['> 0', '>= 0']],
  FbrainDatabaseConnections: [['> 0.8', '> 0']],
  FbrainDatabaseOldTransaction: [['> 1800', '>= 0']],
  FbrainDiskFull: [['< 0.1', '<= 1']],
  FbrainDiskFillsUp: [
    ['< 0', '< 1e18'],
    ['< 0.4', '<= 1'],
  ],
  FbrainRabbitmqAlarm: [['== 1', '== 0']],
};

/** Queries to ask instead of those of some alerts, by name. Throws where an alert no longer has its bound. */
export function queriesWithOtherBounds(): Record<string, string> {
  const entries = Object.entries(OTHER_BOUNDS).map(([alert, bounds]) => {
    const expr = ALERTS.find((each) => each.alert === alert)?.expr ?? '';
    const changed = bounds.reduce((text, [bound, other]) => {
      if (!text.includes(bound)) throw new Error(`The alert ${alert} no longer has the bound "${bound}".`);
      return text.replace(bound, other);
    }, expr);
    return [`rule ${alert}`, changed];
  });
  return Object.fromEntries(entries);
}
