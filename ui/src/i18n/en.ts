import { enAccess } from './en-access.ts';
import { enCalendar } from './en-calendar.ts';
import { enConnection } from './en-connection.ts';
import { enForms } from './en-forms.ts';
import { enNotifications } from './en-notifications.ts';
import { enOverview } from './en-overview.ts';
import { enPalette } from './en-palette.ts';
import { enRuns } from './en-runs.ts';
import { enSchedules } from './en-schedules.ts';
import { enTasks } from './en-tasks.ts';

/** Every text of the product in English, by key. `{names}` are filled in; `.one` and `.other` are forms of a number. */
export const en = {
  ...enRuns,
  ...enSchedules,
  ...enForms,
  ...enOverview,
  ...enAccess,
  ...enCalendar,
  ...enConnection,
  ...enNotifications,
  ...enPalette,
  ...enTasks,
  'action.close': 'Close',
  'action.copied': 'Copied',
  'action.copy': 'Copy',
  'action.copyRefused': 'The browser does not allow copying here',
  'action.retry': 'Try again',

  'common.loading': 'Loading',

  'error.kind.cancelled': 'Cancelled',
  'error.kind.crash': 'The task host died',
  'error.kind.deadline': 'The deadline passed',
  'error.kind.exception': 'The task failed',
  'error.kind.expired': 'Expired before it could start',
  'error.kind.invalid-input': 'The input is invalid',
  'error.kind.invalid-output': 'The output is invalid',
  'error.kind.lost': 'The worker was lost',
  'error.kind.permanent': 'The task failed for good',
  'error.kind.timeout': 'The attempt took too long',
  'error.page': 'This page could not be shown: {message}',
  'error.request': 'Request {id}',

  'help.close': 'Close a dialog, leave a search',
  'help.go': 'Go to {section}',
  'help.nextRow': 'Next, previous row of a list',
  'help.pickRow': 'Select the row',
  'help.search': 'Search',
  'help.submit': 'Start the run of a form',
  'help.off': 'Keys without Ctrl can be turned off in the settings, under Profile.',
  'help.title': 'Keyboard shortcuts',

  'nav.docs': 'API documentation',
  'nav.errors': 'Errors',
  'nav.label': 'Sections',
  'nav.overview': 'Overview',
  'nav.queues': 'Queues',
  'nav.runs': 'Runs',
  'nav.schedules': 'Schedules',
  'nav.shortcut': 'Keyboard: {keys}',
  'nav.skip': 'Skip to the content',
  'nav.tasks': 'Tasks',
  'nav.workers': 'Workers',

  'notFound.hint': 'There is no page at this address',
  'notFound.title': 'Not found',

  'scheduleForm.anchorHint': 'Intervals are counted from here, forwards and backwards. Empty: from now.',
  'scheduleForm.cancel': 'Discard',
  'scheduleForm.chooseTask': 'Choose a task',
  'scheduleForm.create': 'Create schedule',
  'scheduleForm.cronHint': 'Minute, hour, day, month, weekday; six fields begin with the second. Also L, W, #, @daily.',
  'scheduleForm.description': 'Description',
  'scheduleForm.endAtHint': 'No slot at this instant or later.',
  'scheduleForm.everyHint': 'A duration such as 30s, 15m, 2h or 1d; at least 1s.',
  'scheduleForm.hasFaults': 'Mend what is marked, then save again.',
  'scheduleForm.jitterHint':
    'Each slot fires up to this much later, always by the same time, so that many schedules do not fire at once.',
  'scheduleForm.kind': 'Kind',
  'scheduleForm.lastSlot': 'It ends there.',
  'scheduleForm.maxAge': 'None older than',
  'scheduleForm.maxCount': 'At most',
  'scheduleForm.name': 'Name',
  'scheduleForm.noTiming': 'Say when it fires: what that means appears here.',
  'scheduleForm.paused': 'Create it paused',
  'scheduleForm.policies': 'When things do not go as planned',
  'scheduleForm.preview': 'When it will fire',
  'scheduleForm.refused': 'Mend what is marked to see when it fires.',
  'scheduleForm.taskFirst': 'Choose a task to fill in its input.',
  'scheduleForm.timezoneHint': 'All times of the schedule are by its clocks.',
  'scheduleForm.what': 'What it starts',

  'tasks.about': 'A task is a named kind of work. Choose one to start a run of it.',
  'tasks.attempts.one': '{count} attempt',
  'tasks.attempts.other': 'up to {count} attempts',
  'tasks.empty': 'No tasks yet',
  'tasks.emptyHint': 'Put a file such as this into TASKS_DIR of a worker. It appears here within a second.',
  'tasks.inQueue': 'queue {queue}',
  'tasks.kind.executable': 'executable',
  'tasks.kind.http': 'HTTP',
  'tasks.kind.module': 'TypeScript',
  'tasks.mayNotStart': 'Your role may not start runs.',
  'tasks.noDescription': 'No description',
  'tasks.noMatch': 'No task matches.',
  'tasks.noWorker': 'No active worker can run this task. Runs will wait in the queue {queue} until one starts.',
  'tasks.problems.one': '{count} task file could not be loaded',
  'tasks.problems.other': '{count} task files could not be loaded',
  'tasks.runs': 'Runs of this task',
  'tasks.search': 'Search tasks',
  'tasks.workers.one': '{count} worker',
  'tasks.workers.other': '{count} workers',

  'theme.dark': 'Dark',
  'theme.light': 'Light',
  'theme.system': 'As the system',
} as const;
