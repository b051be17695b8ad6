import type { NotificationMessage } from './message.ts';

/** A message as plain text: the body of a mail. */
export function renderText(message: NotificationMessage, publicUrl: string): string {
  const { title, samples, count, rule } = message;
  const lines = samples.map(({ runId, error }) => `- ${error}\n  ${publicUrl}/runs/${runId}`);
  const more = count > samples.length && samples.length > 0 ? [`… and ${count - samples.length} more`] : [];
  const origin = rule === null ? [] : [`Rule: ${rule.name}`];
  return [
    title,
    '',
    ...lines,
    ...more,
    ...(lines.length > 0 ? [''] : []),
    publicUrl + message.path,
    '',
    ...origin,
  ].join('\n');
}

/** For a subject: one line. */
export const renderSubject = ({ type, title }: NotificationMessage): string =>
  `${{ firing: '[F_BRAIN]', resolved: '[F_BRAIN] Resolved:', test: '[F_BRAIN] Test:' }[type]} ${title}`.replaceAll(
    /[\p{Cc}\u2028\u2029]/gu,
    ' ',
  );

/** What Slack, Mattermost, Discord (`/slack`) and Teams bridges take. */
export function renderSlack(message: NotificationMessage, publicUrl: string): { text: string } {
  const { type, title, samples, count } = message;
  const mark = { firing: ':red_circle:', resolved: ':large_green_circle:', test: ':information_source:' }[type];
  const lines = samples.map(({ runId, error }) => `• <${publicUrl}/runs/${runId}|run> ${escaped(error)}`);
  const more = count > samples.length && samples.length > 0 ? [`… and ${count - samples.length} more`] : [];
  const link = `<${publicUrl}${message.path}|Open F_BRAIN>`;
  return { text: [`${mark} *${escaped(title)}*`, ...lines, ...more, link].join('\n') };
}

/** Slack reads these three as markup; an error text must not be able to call `<!channel>`. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(/\s+/g, ' ');

/** What a webhook is sent, as Standard Webhooks has it: `type`, `timestamp`, `data`. */
export function renderWebhook(message: NotificationMessage, publicUrl: string): object {
  const { type, at, rule, key, title, count, samples } = message;
  return {
    type: `notification.${type}`,
    timestamp: at,
    data: {
      rule,
      key,
      title,
      count,
      runs: samples.map(({ runId, error }) => ({ id: runId, error, url: `${publicUrl}/runs/${runId}` })),
      url: publicUrl + message.path,
    },
  };
}
