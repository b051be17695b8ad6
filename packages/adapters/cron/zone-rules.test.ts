import { expect, test } from 'bun:test';
import { clockChangeOf } from '@fbrain/core/schedule/cron-slots';
import { firstSlots, latestSlots } from '@fbrain/core/schedule/slots';
import { cronTimetable } from '@fbrain/testing/cron-timetable';
import { minutesOf, type OracleMinute, oracleSlots } from '@fbrain/testing/slot-oracle';
import { parseCron } from './parse-cron.ts';

/** Zones with every habit there is: half-hour and two-hour changes, at midnight, in Ramadan, by decree, none at all. */
const ZONES = [
  'Europe/Paris',
  'Europe/London',
  'Europe/Istanbul',
  'Europe/Volgograd',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Havana',
  'America/Asuncion',
  'America/Nuuk',
  'America/Caracas',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Africa/Sao_Tome',
  'Africa/Juba',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Gaza',
  'Asia/Beirut',
  'Asia/Pyongyang',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Norfolk',
  'Antarctica/Troll',
  'UTC',
];
const EXPRESSIONS = [
  '30 2 * * *',
  '0 0 * * *',
  '15 * * * *',
  '*/20 0-3 * * *',
  '0,30 1,2,23 * * *',
  '0 */2 * * *',
  '5 0-23 * * 0',
  '45 1 29-31 * *',
  '10 2 1 * 1',
  '@hourly',
];
const FROM = Date.UTC(2016, 0);
const TO = Date.UTC(2027, 0);
const DAY_MS = 86_400_000;

/** Every day on which the clocks of a zone change, found by asking twice a day, and a few days on which they may not. */
function* windowsOf(zone: string): Generator<[fromMs: number, untilMs: number]> {
  let offsetMs = offsetAt(zone, FROM);
  for (let atMs = FROM; atMs < TO; atMs += DAY_MS / 2) {
    const nextMs = offsetAt(zone, atMs + DAY_MS / 2);
    if (nextMs !== offsetMs) yield [atMs - DAY_MS / 2, atMs + DAY_MS];
    offsetMs = nextMs;
  }
  for (const day of [59, 1_154, 2_300, 3_650]) yield [FROM + day * DAY_MS, FROM + (day + 2) * DAY_MS];
}

const offsetAt = (zone: string, ms: number): number => (minutesOf(zone, ms, ms)[0]?.wall ?? 0) - ms / 60_000;

test.each(ZONES)('%s: every slot is where an oracle that asks minute by minute puts it', (zone) => {
  for (const [fromMs, untilMs] of windowsOf(zone)) {
    // A day ahead, so that the oracle knows which wall times have been shown before.
    const minutes = minutesOf(zone, fromMs - DAY_MS, untilMs);
    for (const expression of EXPRESSIONS) compare(zone, expression, minutes, fromMs, untilMs);
  }
});

function compare(zone: string, expression: string, minutes: OracleMinute[], fromMs: number, untilMs: number): void {
  const timetable = cronTimetable(expression, zone);
  const fields = parseCron(expression, '/cron');
  const stretch = { afterMs: fromMs - 1, untilMs, bound: 10_000 };
  const wanted = oracleSlots(expression, minutes).filter(({ ms }) => ms >= fromMs);
  const changed = (ms: number) => ({ ms, dst: clockChangeOf(fields, zone, ms) });
  expect({ expression, slots: firstSlots(timetable, stretch).map(changed) }).toEqual({ expression, slots: wanted });
  expect(latestSlots(timetable, stretch)).toEqual(wanted.map(({ ms }) => ms));
}
