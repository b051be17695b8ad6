import type { Permission } from '@fbrain/core/access/permission';
import { Navigate, Route, Router } from '@solidjs/router';
import { QueryClientProvider } from '@tanstack/solid-query';
import { type Component, lazy, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { createQueryClient } from './api/query-client.ts';
import { AppShell } from './layout/app-shell.tsx';
import { ForbiddenPage } from './layout/forbidden-page.tsx';
import { NotFoundPage } from './layout/not-found-page.tsx';
import { visibleSections } from './layout/sections.ts';
import { Door } from './session/door.tsx';
import { can } from './session/session.ts';

const OverviewPage = lazy(() => import('./overview/overview-page.tsx').then((m) => ({ default: m.OverviewPage })));
const ErrorsPage = lazy(() => import('./errors/errors-page.tsx').then((m) => ({ default: m.ErrorsPage })));
const ErrorPage = lazy(() => import('./errors/error-page.tsx').then((m) => ({ default: m.ErrorPage })));
const ResetPasswordPage = lazy(() =>
  import('./session/reset-password-page.tsx').then((m) => ({ default: m.ResetPasswordPage })),
);
const RunsPage = lazy(() => import('./runs/runs-page.tsx').then((m) => ({ default: m.RunsPage })));
const RunPage = lazy(() => import('./runs/run-page.tsx').then((m) => ({ default: m.RunPage })));
const TasksPage = lazy(() => import('./tasks/tasks-page.tsx').then((m) => ({ default: m.TasksPage })));
const TaskPage = lazy(() => import('./tasks/task-page.tsx').then((m) => ({ default: m.TaskPage })));
const SchedulesPage = lazy(() => import('./schedules/schedules-page.tsx').then((m) => ({ default: m.SchedulesPage })));
const SchedulePage = lazy(() => import('./schedules/schedule-page.tsx').then((m) => ({ default: m.SchedulePage })));
const scheduleEditor = () => import('./schedules/schedule-editor-page.tsx');
const NewSchedulePage = lazy(() => scheduleEditor().then((m) => ({ default: m.NewSchedulePage })));
const EditSchedulePage = lazy(() => scheduleEditor().then((m) => ({ default: m.EditSchedulePage })));
const QueuesPage = lazy(() => import('./queues/queues-page.tsx').then((m) => ({ default: m.QueuesPage })));
const WorkersPage = lazy(() => import('./workers/workers-page.tsx').then((m) => ({ default: m.WorkersPage })));

const SettingsPage = lazy(() => import('./settings/settings-page.tsx').then((m) => ({ default: m.SettingsPage })));
const ProfilePage = lazy(() => import('./settings/profile-page.tsx').then((m) => ({ default: m.ProfilePage })));
const UsersPage = lazy(() => import('./users/users-page.tsx').then((m) => ({ default: m.UsersPage })));
const TokensPage = lazy(() => import('./tokens/tokens-page.tsx').then((m) => ({ default: m.TokensPage })));
const SecretsPage = lazy(() => import('./secrets/secrets-page.tsx').then((m) => ({ default: m.SecretsPage })));
const NotificationsPage = lazy(() =>
  import('./notifications/notifications-page.tsx').then((m) => ({ default: m.NotificationsPage })),
);
const RetentionPage = lazy(() => import('./settings/retention-page.tsx').then((m) => ({ default: m.RetentionPage })));
const AuditPage = lazy(() => import('./audit/audit-page.tsx').then((m) => ({ default: m.AuditPage })));

/** Everything: the pages for who is signed in, else the way in. Another sign-in starts with empty caches. */
export const App = () => (
  <Door>
    <SignedIn />
  </Door>
);

/** The page for those who may see it; the others are told so. */
const needing =
  (permission: Permission, page: Component): Component =>
  () => (
    <Show when={can(permission)} fallback={<ForbiddenPage permission={permission} />}>
      <Dynamic component={page} />
    </Show>
  );

/** The overview, or the first page that a token of narrow scope leads to. */
const HomePage = () => (
  <Show when={can('stats:read')} fallback={<Navigate href={visibleSections()[0]?.href ?? '/settings'} />}>
    <OverviewPage />
  </Show>
);

function SignedIn() {
  const client = createQueryClient();
  return (
    <QueryClientProvider client={client}>
      <Router root={AppShell} scrollRestoration>
        <Route path="/" component={HomePage} />
        <Route path="/errors" component={needing('payloads:read', ErrorsPage)} />
        <Route path="/errors/:fingerprint" component={needing('payloads:read', ErrorPage)} />
        <Route path="/runs" component={needing('runs:read', RunsPage)} />
        <Route path="/runs/:id" component={needing('runs:read', RunPage)} />
        <Route path="/tasks" component={needing('tasks:read', TasksPage)} />
        <Route path="/tasks/:name" component={needing('tasks:read', TaskPage)} />
        <Route path="/schedules" component={needing('schedules:read', SchedulesPage)} />
        <Route path="/schedules/new" component={needing('schedules:write', NewSchedulePage)} />
        <Route path="/schedules/:id" component={needing('schedules:read', SchedulePage)} />
        <Route path="/schedules/:id/edit" component={needing('schedules:write', EditSchedulePage)} />
        <Route path="/queues" component={needing('queues:read', QueuesPage)} />
        <Route path="/workers" component={needing('workers:read', WorkersPage)} />
        <Route path="/settings" component={SettingsPage}>
          <Route path="/" component={ProfilePage} />
          <Route path="/users" component={needing('users:read', UsersPage)} />
          <Route path="/tokens" component={needing('tokens:read', TokensPage)} />
          <Route path="/secrets" component={needing('secrets:read', SecretsPage)} />
          <Route path="/notifications" component={needing('notifications:read', NotificationsPage)} />
          <Route path="/retention" component={needing('settings:read', RetentionPage)} />
          <Route path="/audit" component={needing('audit:read', AuditPage)} />
        </Route>
        <Route path="/reset-password" component={ResetPasswordPage} />
        <Route path="*" component={NotFoundPage} />
      </Router>
    </QueryClientProvider>
  );
}
