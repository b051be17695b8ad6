import { expect, test } from 'bun:test';
import { importCrontab } from '@fbrain/core/schedule/import-crontab';
import { parseCron } from './parse-cron.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const targets = new Map([
  ['/usr/bin/backup --full', { task: 'backup.full', input: { full: true } }],
  ['backup', { task: 'backup.full' }],
]);
const read = (text: string) =>
  importCrontab(text, { timezone: 'UTC', targets, nowMs: NOW, createdAtMs: NOW, parseCron });

test('each line whose command has a task becomes a schedule', () => {
  const found = read('# nightly\n\n30 2 * * 1-5   /usr/bin/backup --full\r\n@daily\tbackup\n');
  expect(found).toEqual({
    schedules: [
      {
        source: 'line 3',
        request: {
          name: 'backup.full',
          description: '/usr/bin/backup --full',
          task: 'backup.full',
          input: { full: true },
          cron: '30 2 * * 1-5',
          timezone: 'UTC',
        },
      },
      {
        source: 'line 4',
        request: {
          name: 'backup.full-2',
          description: 'backup',
          task: 'backup.full',
          cron: '@daily',
          timezone: 'UTC',
        },
      },
    ],
    problems: [],
  });
});

test('CRON_TZ holds for the lines below it', () => {
  const found = read('0 1 * * * backup\nCRON_TZ="Europe/Paris"\n0 2 * * * backup\nTZ=Asia/Tokyo\n0 3 * * * backup');
  expect(found.schedules.map(({ request }) => request.timezone)).toEqual(['UTC', 'Europe/Paris', 'Asia/Tokyo']);
});

test('what cannot be taken over is named with its line', () => {
  const text = [
    'MAILTO=root',
    '0 0 30 2 * backup',
    '@reboot backup',
    '* * * * *',
    '0 0 * * * unknown --thing',
    '61 * * * * backup',
    'CRON_TZ=Europe/Pari',
    '0 0 * * * backup',
    'hello',
  ].join('\n');
  const { schedules, problems } = read(text);
  expect(schedules).toEqual([]);
  expect(problems.map(({ source, message }) => `${source} ${message}`.slice(0, 80))).toEqual([
    'line 1 the setting MAILTO was left out: set it for the task instead',
    'line 2 cron never fires: 30 is no day of February. Choose a day that exists',
    'line 3 cron is not a cron expression: "@reboot" has no time: start the run from '.slice(0, 80),
    'line 4 is no crontab line: five fields and a command',
    'line 5 needs a task for the command "unknown --thing": name one in targets',
    'line 6 cron is not a cron expression: 61 is no minute, which is 0 to 59. Write 5'.slice(0, 80),
    'line 8 timezone must be an IANA time zone, got "Europe/Pari": did you mean Europ'.slice(0, 80),
    'line 9 is no crontab line: five fields and a command',
  ]);
});

test('day fields of which one begins with * are refused beside each other: cron and F_BRAIN disagree about them', () => {
  const { schedules, problems } = read(
    ['0 0 */2 * 1', '0 0 1 * */2', '0 0 */2 * */3', '0 0 */2 * *', '0 0 * * */2', '0 0 13 * 5']
      .map((cron) => `${cron} backup`)
      .join('\n'),
  );
  expect(problems.map(({ source }) => source)).toEqual(['line 1', 'line 2', 'line 3']);
  expect(problems[0]?.message).toStartWith(
    'has "*/2" for the day of the month and "1" for the weekday: cron fires where both fit',
  );
  expect(schedules.map(({ request }) => request.cron)).toEqual(['0 0 */2 * *', '0 0 * * */2', '0 0 13 * 5']);
});

test('ten thousand lines of one task are read within a second, the rest is refused', () => {
  const { schedules, problems } = read('0 0 * * * backup\n'.repeat(10_002));
  expect(schedules).toHaveLength(10_000);
  expect(schedules.at(-1)?.request.name).toBe('backup.full-10000');
  expect(problems).toHaveLength(1);
});

test('a file of another kind is refused as a whole', () => {
  expect(() => read('lorem ipsum\n'.repeat(2_000))).toThrow('is it the right kind of file?');
});
