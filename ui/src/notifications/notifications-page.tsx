import { useQuery } from '@tanstack/solid-query';
import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { ChannelsTable } from './channels-table.tsx';
import { DeliveriesTable } from './deliveries-table.tsx';
import { channelsQuery, deliveriesQuery, rulesQuery } from './notifications-queries.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { RulesTable } from './rules-table.tsx';

/** Who is told what goes wrong: rules, the channels they use, and the latest messages. */
export function NotificationsPage() {
  const rules = useQuery(rulesQuery);
  const channels = useQuery(channelsQuery);
  const deliveries = useQuery(deliveriesQuery);
  const [open, setOpen] = createSignal<'rule' | 'channel' | null>(null);
  const known = () => channels.data?.items ?? [];
  const addRule = () => <AddButton label={t('notify.addRule')} onClick={() => setOpen('rule')} />;
  const addChannel = () => <AddButton label={t('notify.addChannel')} onClick={() => setOpen('channel')} />;
  return (
    <Page
      title={t('settings.part.notifications')}
      documentTitle={t('settings.part.notifications')}
      description={t('notify.about')}
    >
      <div class="grid gap-6">
        <Section title={t('notify.channels')} action={<Show when={known().length > 0}>{addChannel()}</Show>}>
          <QueryView query={channels}>
            {(data) => (
              <Show
                when={data().items.length > 0}
                fallback={
                  <EmptyState icon="server" title={t('notify.noChannels')} hint={t('notify.noChannelsHint')}>
                    {addChannel()}
                  </EmptyState>
                }
              >
                <ChannelsTable channels={data().items} />
              </Show>
            )}
          </QueryView>
        </Section>
        <Section title={t('notify.rules')} action={<Show when={(rules.data?.items.length ?? 0) > 0}>{addRule()}</Show>}>
          <QueryView query={rules}>
            {(data) => (
              <Show
                when={data().items.length > 0}
                fallback={
                  <EmptyState icon="alert" title={t('notify.noRules')} hint={t('notify.noRulesHint')}>
                    {addRule()}
                  </EmptyState>
                }
              >
                <RulesTable rules={data().items} channels={known()} />
              </Show>
            )}
          </QueryView>
        </Section>
        <Section title={t('notify.latest')}>
          <QueryView query={deliveries}>
            {(data) => (
              <Show
                when={data().items.length > 0}
                fallback={<p class="px-4 py-6 text-center text-muted">{t('notify.noMessages')}</p>}
              >
                <DeliveriesTable deliveries={data().items} />
              </Show>
            )}
          </QueryView>
        </Section>
      </div>
      <Show when={open() === 'rule'}>
        <RuleDialog rule={null} channels={known()} onClose={() => setOpen(null)} />
      </Show>
      <Show when={open() === 'channel'}>
        <ChannelDialog channel={null} onClose={() => setOpen(null)} />
      </Show>
    </Page>
  );
}

const AddButton = (props: { label: string; onClick: () => void }) => (
  <Allowed to="notifications:write">
    <Button icon="plus" onClick={() => props.onClick()}>
      {props.label}
    </Button>
  </Allowed>
);

const Section = (props: { title: string; action?: JSX.Element; children: JSX.Element }) => (
  <section class="grid min-w-0 gap-2">
    <div class="flex min-h-8 items-center justify-between gap-3">
      <h2 class="font-medium">{props.title}</h2>
      {props.action}
    </div>
    <div class="panel overflow-x-auto">{props.children}</div>
  </section>
);
