import type { Channel, ChannelPatch, ChannelRequest } from '@fbrain/core/notification/channel';
import type { Delivery, TestResult } from '@fbrain/core/notification/message';
import type { Rule, RulePatch, RuleRequest } from '@fbrain/core/notification/rule';
import type { Page } from '@fbrain/core/page/page';
import { queryOptions } from '@tanstack/solid-query';
import { deleteJson, getJson, patchJson, postJson } from '../api/api-client.ts';

export const notificationKeys = {
  all: ['notifications'] as const,
  rules: ['notifications', 'rules'] as const,
  channels: ['notifications', 'channels'] as const,
  deliveries: ['notifications', 'deliveries'] as const,
};

/** What is wrong, and what was sent, changes without any event. */
const REFETCH_MS = 10_000;
/** Enough to see whether messages arrive; the API has the rest. */
const SHOWN_DELIVERIES = 20;

export const rulesQuery = () =>
  queryOptions({
    queryKey: notificationKeys.rules,
    queryFn: ({ signal }) => getJson<{ items: Rule[] }>('/notifications/rules', signal),
    refetchInterval: REFETCH_MS,
    reconcile: 'id',
  });

export const channelsQuery = () =>
  queryOptions({
    queryKey: notificationKeys.channels,
    queryFn: ({ signal }) => getJson<{ items: Channel[] }>('/notifications/channels', signal),
    reconcile: 'id',
  });

export const deliveriesQuery = () =>
  queryOptions({
    queryKey: notificationKeys.deliveries,
    queryFn: ({ signal }) => getJson<Page<Delivery>>(`/notifications/deliveries?limit=${SHOWN_DELIVERIES}`, signal),
    refetchInterval: REFETCH_MS,
    reconcile: 'id',
  });

const channelPath = (id: string): string => `/notifications/channels/${id}`;
const rulePath = (id: string): string => `/notifications/rules/${id}`;

export const createChannel = (body: ChannelRequest): Promise<Channel> =>
  postJson<Channel>('/notifications/channels', body);
export const changeChannel = (id: string, body: ChannelPatch): Promise<Channel> =>
  patchJson<Channel>(channelPath(id), body);
export const deleteChannel = (id: string): Promise<void> => deleteJson(channelPath(id));
export const testChannel = (id: string): Promise<TestResult> => postJson<TestResult>(`${channelPath(id)}/test`);

export const createRule = (body: RuleRequest): Promise<Rule> => postJson<Rule>('/notifications/rules', body);
export const changeRule = (id: string, body: RulePatch): Promise<Rule> => patchJson<Rule>(rulePath(id), body);
export const deleteRule = (id: string): Promise<void> => deleteJson(rulePath(id));
