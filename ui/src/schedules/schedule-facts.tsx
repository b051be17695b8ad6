import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import { A } from '@solidjs/router';
import type { JSX } from 'solid-js';
import { type Fact, FactList } from '../components/fact-list.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { TagList } from '../components/tag-list.tsx';
import { formatElapsed } from '../format/format-elapsed.ts';
import { locale, t } from '../i18n/translate.ts';
import { formatSlot } from './format-slot.ts';
import { missedText } from './policy-texts.ts';

/** The settings of a schedule. What was not set is not shown. */
export function ScheduleFacts(props: { schedule: ScheduleInfo }) {
  const facts = (): Fact[] => [...timingFacts(props.schedule), ...runFacts(props.schedule)];
  return (
    <section class="panel p-4">
      <h2 class="pb-3 font-medium">{t('run.facts')}</h2>
      <FactList facts={facts()} />
    </section>
  );
}

function timingFacts(schedule: ScheduleInfo): Fact[] {
  const { cron, every, anchor, startAt, endAt, timezone, jitter } = schedule;
  const at = (iso: string): JSX.Element => (
    <span title={formatSlot(iso, locale())}>{formatSlot(iso, locale(), timezone)}</span>
  );
  const facts: (Fact | null)[] = [
    cron ? [t('schedule.expression'), <code class="font-mono text-xs">{cron}</code>] : null,
    every ? [t('schedule.every'), every] : null,
    schedule.at ? [t('schedule.at'), at(schedule.at)] : null,
    anchor ? [t('schedule.anchor'), at(anchor)] : null,
    [t('schedule.timezone'), timezone],
    startAt ? [t('schedule.startAt'), at(startAt)] : null,
    endAt ? [t('schedule.endAt'), at(endAt)] : null,
    [t('schedule.missed'), missedText(schedule.missed)],
    [t('schedule.overlap'), t(`overlap.${schedule.overlap}`)],
    jitter === '0s' ? null : [t('schedule.jitter'), jitterText(schedule)],
  ];
  return facts.filter((fact) => fact !== null);
}

/** The delay is always the same: as long as there is a next slot, it is known. */
function jitterText({ jitter, nextSlotAt, nextDueAt }: ScheduleInfo): string {
  if (nextSlotAt === null || nextDueAt === null) return jitter;
  return t('schedule.jitterOffset', { jitter, offset: formatElapsed(Date.parse(nextDueAt) - Date.parse(nextSlotAt)) });
}

function runFacts(schedule: ScheduleInfo): Fact[] {
  const { id, task, queue, priority, rank, tags = [], timeout, maxAttempts, ttl, concurrencyKey } = schedule;
  const facts: (Fact | null)[] = [
    [t('column.task'), <Link href={`/tasks/${encodeURIComponent(task)}`}>{task}</Link>],
    [t('nav.runs'), <Link href={`/runs?scheduleId=${id}`}>{t('schedule.runs')}</Link>],
    queue ? [t('column.queue'), <Link href={`/runs?queue=${encodeURIComponent(queue)}`}>{queue}</Link>] : null,
    priority ? [t('fact.priority'), `${t(`priority.${priority}`)}${rank ? ` (${rank})` : ''}`] : null,
    tags.length > 0 ? [t('column.tags'), <TagList tags={tags} isFull />] : null,
    timeout ? [t('fact.timeout'), timeout] : null,
    maxAttempts ? [t('fact.attempts'), maxAttempts] : null,
    ttl ? [t('option.ttl'), ttl] : null,
    concurrencyKey ? [t('option.concurrencyKey'), <code class="font-mono text-xs">{concurrencyKey}</code>] : null,
    [t('column.created'), <RelativeTime at={schedule.createdAt} />],
    [t('schedule.updated'), <RelativeTime at={schedule.updatedAt} />],
  ];
  return facts.filter((fact) => fact !== null);
}

const Link = (props: { href: string; children: JSX.Element }) => (
  <A href={props.href} class="text-accent hover:underline">
    {props.children}
  </A>
);
