import type { Run, RunError } from '@fbrain/core/run/run';
import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { ClockTime } from '../components/clock-time.tsx';
import { Elapsed } from '../components/elapsed.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { STATE_LOOK } from '../components/state-look.ts';
import { formatDay } from '../format/format-moment.ts';
import { locale, t } from '../i18n/translate.ts';
import { nowMs } from '../live/now.ts';
import { useWorkerNames } from '../workers/use-worker-names.ts';
import { barPercents, isOnNewDay, type TimelineStep, toTimeline } from './run-timeline.ts';
import { attemptsQuery } from './runs-queries.ts';

/** The story of a run, oldest first: waits, attempts with their errors and workers, the end. */
export function RunTimeline(props: { run: Run }) {
  const query = useQuery(() => attemptsQuery(props.run.id));
  return (
    <section class="panel p-4">
      <h2 class="pb-3 font-medium">{t('timeline.title')}</h2>
      <QueryView query={query}>
        {(data) => {
          const steps = createMemo(() => toTimeline(props.run, data().items));
          const bars = createMemo(() => barPercents(steps(), nowMs()));
          return (
            <ol>
              {/* Few steps, and each change makes new ones: drawn anew, never patched. */}
              <For each={steps()}>
                {(step, index) => (
                  <Step
                    step={step}
                    isLast={index() === steps().length - 1}
                    bar={bars()[index()] ?? null}
                    hasDay={isOnNewDay(steps(), index(), nowMs())}
                  />
                )}
              </For>
            </ol>
          );
        }}
      </QueryView>
    </section>
  );
}

function Step(props: { step: TimelineStep; isLast: boolean; bar: number | null; hasDay: boolean }) {
  const look = () => lookOf(props.step);
  return (
    <li class="relative grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 pb-3.5 last:pb-0">
      <Show when={!props.isLast}>
        <span class="absolute top-5 bottom-0 left-[7.5px] w-px bg-line" aria-hidden="true" />
      </Show>
      <Icon name={look().icon} class={`mt-0.5 size-4 ${look().text}`} />
      <div class="min-w-0">
        <div class="flex items-baseline justify-between gap-2">
          <span class={props.step.kind === 'waited' ? 'text-soft' : 'font-medium'}>{titleOf(props.step)}</span>
          <span class="text-xs whitespace-nowrap text-muted">
            <Show when={props.hasDay}>{formatDay(props.step.at, locale())} </Show>
            <ClockTime at={props.step.at} />
          </span>
        </div>
        <Show when={props.bar}>
          {(bar) => (
            <div class={`my-1 h-1 ${look().text}`} aria-hidden="true">
              <div
                class={`h-full rounded-full bg-current ${props.step.kind === 'waited' ? 'opacity-30' : 'opacity-80'}`}
                style={{ width: `${bar()}%` }}
              />
            </div>
          )}
        </Show>
        <StepDetail step={props.step} />
      </div>
    </li>
  );
}

function StepDetail(props: { step: TimelineStep }): JSX.Element {
  const { step } = props;
  switch (step.kind) {
    case 'waited':
      return (
        <Detail>
          <Elapsed from={step.at} to={step.until} />
          <Show when={step.until === null && isAhead(step.dueAt) && step.dueAt}>
            {(dueAt) => (
              <span>
                {t('timeline.due')} <RelativeTime at={dueAt()} />
              </span>
            )}
          </Show>
        </Detail>
      );
    case 'attempt':
      return (
        <>
          <Detail>
            <Elapsed from={step.at} to={step.until} />
            <Show when={step.workerId}>{(id) => <WorkerLink id={id()} />}</Show>
          </Detail>
          <StepError error={step.error} />
        </>
      );
    case 'ended':
      return <StepError error={step.error} />;
    default:
      return null;
  }
}

const isAhead = (at: string | null): boolean => at !== null && Date.parse(at) > nowMs();

function WorkerLink(props: { id: string }) {
  const nameOf = useWorkerNames();
  return (
    <A href={`/runs?workerId=${props.id}`} class="wrap-anywhere hover:underline" title={props.id}>
      {t('timeline.worker', { worker: nameOf(props.id) })}
    </A>
  );
}

const Detail = (props: { children: JSX.Element }) => (
  <div class="flex flex-wrap gap-x-2 text-xs text-muted">{props.children}</div>
);

const StepError = (props: { error: RunError | null }) => (
  <Show when={props.error}>
    {(error) => (
      <p class="mt-0.5 line-clamp-3 text-xs wrap-anywhere text-soft" title={error().message}>
        {error().message}
      </p>
    )}
  </Show>
);

function lookOf(step: TimelineStep): { icon: IconName; text: string } {
  if (step.kind === 'created') return { icon: 'plus', text: 'text-muted' };
  if (step.kind === 'cancel-requested') return { icon: 'circle-slash', text: 'text-warning' };
  if (step.kind === 'waited') return { icon: step.until === null ? 'circle-dashed' : 'clock', text: 'text-muted' };
  return STATE_LOOK[step.state];
}

function titleOf(step: TimelineStep): string {
  if (step.kind === 'waited') return t(`timeline.${step.reason}`);
  if (step.kind === 'attempt')
    return t('timeline.attempt', { number: step.number, state: t(`state.${step.state}`).toLowerCase() });
  return step.kind === 'ended' ? t(`state.${step.state}`) : t(`timeline.${step.kind}`);
}
