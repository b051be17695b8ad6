import { expect, test } from 'bun:test';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { decideSlots } from '@fbrain/core/schedule/decide-slots';
import { describeTimetable } from '@fbrain/core/schedule/describe-timetable';
import { prepareSchedule } from '@fbrain/core/schedule/prepare-schedule';
import { previewSlots } from '@fbrain/core/schedule/preview-slots';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import type { SlotDecision } from '@fbrain/core/schedule/slot-decision';
import { cronTimetable } from '@fbrain/testing/cron-timetable';
import { parseCron } from './parse-cron.ts';

/** The day of the page: creation of its schedules, and of the times it tells without a date. */
const DAY = '2026-11-22';
const NOW = Date.parse(`${DAY}T00:00:00Z`);
const page = await Bun.file(new URL('../../../docs/schedules.md', import.meta.url)).text();

/** Examples in fenced blocks of a kind: a line at the margin, and the lines indented below it. */
const examples = (kind: string): [example: string, results: string[]][] =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\``, 'gms'))].flatMap(([, block = '']) =>
    block.split(/\n(?! {2})/).flatMap((text): [string, string[]][] => {
      const [example = '', ...results] = text.trimEnd().split('\n  ');
      return example === '' ? [] : [[example, results]];
    }),
  );

/** The request that an example begins with, and the text after it. */
function split(example: string): [ScheduleRequest, string] {
  const end = example.lastIndexOf('}') + 1;
  return [{ name: 'example', task: 'report.build', ...JSON.parse(example.slice(0, end)) }, example.slice(end)];
}

const prepare = (request: ScheduleRequest, nowMs = NOW) =>
  prepareSchedule(request, { nowMs, createdAtMs: NOW, parseCron });

test.each(examples('slots'))('%s', (example, results) => {
  const [request, rest] = split(example);
  const afterMs = Date.parse(rest.replace(' after ', ''));
  const slots = previewSlots(prepare(request, afterMs).timetable, afterMs, results.length);
  expect(slots.map(({ local, dst }) => [local, dst].filter(Boolean).join(' '))).toEqual(results);
});

test.each(examples('refused'))('%s is refused', (example, results) => {
  const [request] = split(example);
  let found: string[] = [];
  try {
    prepare(request);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    found = error.fields.map(({ path, message }) => `${path} ${message}`);
  }
  expect(found).toEqual(results);
});

test.each(examples('words'))('%s', (example) => {
  const [expression = '', words = ''] = example.split(/ {2,}/);
  expect(describeTimetable(cronTimetable(expression), 'en')).toBe(words);
});

test.each(examples('decided'))('%s', (example, results) => {
  const [request, rest] = split(example);
  const [cursorMs = 0, nowMs = 0, runSlotMs] = [...rest.matchAll(/\d\d:\d\d:\d\d/g)].map(([time]) =>
    Date.parse(`${DAY}T${time}Z`),
  );
  const unfinished = runSlotMs === undefined ? [] : [{ id: 'r1', slotMs: runSlotMs }];
  const definition = prepare(request);
  const due = decideSlots({ id: 'example', definition, cursorMs, nowMs, isTaskKnown: true, unfinished });
  expect(due.decisions.map(tell)).toEqual(results);
});

/** A decision as the page tells it. */
function tell(decision: SlotDecision): string {
  const time = (ms: number) => new Date(ms).toISOString().slice(11, 19).replace(/:00$/, '');
  if (decision.outcome === 'fired') {
    const { isQueued, cancelRunIds } = decision;
    return `${time(decision.slotMs)} fired${isQueued ? ', waits' : ''}${cancelRunIds.map((id) => `, cancels ${id}`).join()}`;
  }
  const { fromSlotMs, slotMs, outcome, count, reason } = decision;
  const span = fromSlotMs === slotMs ? time(slotMs) : `${time(fromSlotMs)} to ${time(slotMs)}`;
  return `${span} ${outcome} (${count}): ${reason}`;
}

test('the page has examples of every kind', () => {
  const counts = ['slots', 'refused', 'words', 'decided'].map((kind) => examples(kind).length);
  expect(counts.every((count) => count >= 5)).toBe(true);
});
