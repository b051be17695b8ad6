import { AUDIT_OUTCOMES, type AuditEntry, type AuditFilter } from '@fbrain/core/access/audit';
import { useSearchParams } from '@solidjs/router';
import { useInfiniteQuery } from '@tanstack/solid-query';
import { createMemo, createSignal, For, Show } from 'solid-js';
import { apiUrl, toQueryString } from '../api/api-client.ts';
import { pagedQuery } from '../api/paged-query.ts';
import { buttonClass } from '../components/button.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { PagedTable } from '../components/paged-table.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { SearchField } from '../components/search-field.tsx';
import { Select } from '../components/select.tsx';
import { t } from '../i18n/translate.ts';

const HEAD = ['audit.at', 'audit.actor', 'audit.action', 'audit.target', 'audit.outcome', 'audit.address'] as const;
const WIDE = 'hidden sm:table-cell';
type Params = { actor?: string; action?: string; target?: string; outcome?: string };

/** Who did what to what. */
export function AuditPage() {
  const [params, setParams] = useSearchParams<Params>();
  const filter = createMemo(() => toFilter(params));
  const query = useInfiniteQuery(() => pagedQuery<AuditEntry>('/audit', filter()));
  const change = (changes: Params) => setParams(changes, { replace: true });
  return (
    <Page
      title={t('settings.part.audit')}
      documentTitle={t('settings.part.audit')}
      description={t('audit.about')}
      actions={
        <For each={['csv', 'jsonl'] as const}>
          {(format) => (
            <a
              class={buttonClass('secondary')}
              href={apiUrl(`/audit${toQueryString({ ...filter(), format })}`)}
              download={`audit.${format}`}
              target="_self"
            >
              {t('audit.export', { format: format.toUpperCase() })}
            </a>
          )}
        </For>
      }
    >
      <div class="flex flex-wrap gap-2 pb-3">
        <SearchField
          label={t('audit.actor')}
          value={params.actor ?? ''}
          onSearch={(actor) => change({ actor })}
          isMain
        />
        <SearchField label={t('audit.action')} value={params.action ?? ''} onSearch={(action) => change({ action })} />
        <SearchField label={t('audit.target')} value={params.target ?? ''} onSearch={(target) => change({ target })} />
        <Select
          label={t('audit.outcome')}
          class="w-40"
          value={params.outcome ?? ''}
          options={[
            { value: '', label: t('audit.anyOutcome') },
            ...AUDIT_OUTCOMES.map((outcome) => ({ value: outcome, label: t(`audit.outcome.${outcome}`) })),
          ]}
          onChange={(outcome) => change({ outcome })}
        />
      </div>
      <PagedTable
        query={query}
        empty={<EmptyState icon="list" title={t('audit.empty')} hint={t('audit.emptyHint')} />}
        head={<For each={HEAD}>{(key) => <th class={key === 'audit.address' ? WIDE : ''}>{t(key)}</th>}</For>}
        row={(entry) => <EntryRows entry={entry} />}
      />
    </Page>
  );
}

function EntryRows(props: { entry: AuditEntry }) {
  const [isOpen, setIsOpen] = createSignal(false);
  const target = () => [props.entry.target.kind, props.entry.target.id].filter(Boolean).join(' ');
  const hasChange = () => props.entry.before !== null || props.entry.after !== null;
  return (
    <>
      <tr class="hover:bg-hover">
        <td>
          <RelativeTime at={props.entry.at} />
        </td>
        <td class="max-w-28 truncate sm:max-w-56" title={props.entry.actor.name}>
          {props.entry.actor.name}
        </td>
        <td class="font-mono text-xs">
          <Show when={hasChange()} fallback={props.entry.action}>
            <button type="button" class="underline" aria-expanded={isOpen()} onClick={() => setIsOpen(!isOpen())}>
              {props.entry.action}
            </button>
          </Show>
        </td>
        <td class="max-w-64 truncate font-mono text-xs" title={target()}>
          {target()}
        </td>
        <td class={props.entry.outcome === 'done' ? '' : 'font-medium text-warning'}>
          {t(`audit.outcome.${props.entry.outcome}`)} <span class="text-muted">{props.entry.status}</span>
        </td>
        <td class={`font-mono text-xs ${WIDE}`}>{props.entry.address}</td>
      </tr>
      <Show when={isOpen()}>
        <tr>
          <td colspan="6" class="py-3">
            <div class="grid gap-3 md:grid-cols-2">
              <For each={['before', 'after'] as const}>
                {(side) => (
                  <div>
                    <p class="pb-1 text-xs text-muted">{t(`audit.${side}`)}</p>
                    <CodeBlock text={JSON.stringify(props.entry[side], null, 2)} />
                  </div>
                )}
              </For>
            </div>
          </td>
        </tr>
      </Show>
    </>
  );
}

function toFilter({ actor, action, target, outcome }: Params): AuditFilter & Record<string, string | undefined> {
  const known = AUDIT_OUTCOMES.find((name) => name === outcome);
  return {
    ...(actor && { actor }),
    ...(action && { action }),
    ...(target && { target }),
    ...(known && { outcome: known }),
  };
}
