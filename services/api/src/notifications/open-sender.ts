import { createNotificationSender, type NotificationSender } from '@fbrain/adapters/notify/notification-sender';
import type { ApiConfig } from '../config.ts';

/** Sooner than the API gives up on an answer: who tests a server that hangs is told that it does. */
const TIMEOUT_MS = 10_000;

/** What sends the tests of channels; all else is sent by the leading worker. */
export const openSender = ({ httpAllow, publicUrl }: ApiConfig, version: string): NotificationSender =>
  createNotificationSender({ allow: httpAllow, publicUrl, version, timeoutMs: TIMEOUT_MS });
