import { Route, Router } from '@solidjs/router';
import { QueryClientProvider } from '@tanstack/solid-query';
import { lazy, Show, Suspense } from 'solid-js';
import { createQueryClient } from './api/query-client.ts';
import { AppShell } from './layout/app-shell.tsx';
import { NotFoundPage } from './layout/not-found-page.tsx';
import { token } from './session/session.ts';

const SignInPage = lazy(() => import('./session/sign-in-page.tsx').then((m) => ({ default: m.SignInPage })));
const OverviewPage = lazy(() => import('./overview/overview-page.tsx').then((m) => ({ default: m.OverviewPage })));
const ErrorsPage = lazy(() => import('./errors/errors-page.tsx').then((m) => ({ default: m.ErrorsPage })));
const ErrorPage = lazy(() => import('./errors/error-page.tsx').then((m) => ({ default: m.ErrorPage })));
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

/** Everything: the sign-in page without a token, else the pages. A new token starts with empty caches. */
export function App() {
  return (
    <Show
      when={token()}
      keyed
      fallback={
        <Suspense>
          <SignInPage />
        </Suspense>
      }
    >
      {(_token) => <SignedIn />}
    </Show>
  );
}

function SignedIn() {
  const client = createQueryClient();
  return (
    <QueryClientProvider client={client}>
      <Router root={AppShell}>
        <Route path="/" component={OverviewPage} />
        <Route path="/errors" component={ErrorsPage} />
        <Route path="/errors/:fingerprint" component={ErrorPage} />
        <Route path="/runs" component={RunsPage} />
        <Route path="/runs/:id" component={RunPage} />
        <Route path="/tasks" component={TasksPage} />
        <Route path="/tasks/:name" component={TaskPage} />
        <Route path="/schedules" component={SchedulesPage} />
        <Route path="/schedules/new" component={NewSchedulePage} />
        <Route path="/schedules/:id" component={SchedulePage} />
        <Route path="/schedules/:id/edit" component={EditSchedulePage} />
        <Route path="/queues" component={QueuesPage} />
        <Route path="/workers" component={WorkersPage} />
        <Route path="*" component={NotFoundPage} />
      </Router>
    </QueryClientProvider>
  );
}
