import { addTask } from './add-task.ts';
import type { System } from './system.ts';

/** Takes a secret, logs what a terminal would obey, starts another run. */
const SHOP = `import { task, t } from 'f-brain';
export default task({
  name: 'e2e.shop',
  input: t.Object({ user: t.String(), password: t.Optional(t.String({ secret: true })) }, { additionalProperties: true }),
  async run({ password }, ctx) {
    const [esc, bell] = [String.fromCharCode(27), String.fromCharCode(7)];
    ctx.log.info(esc + '[32mconnected' + esc + '[0m to the shop');
    ctx.log.warn('<img src=x onerror=alert(1)>' + esc + ']8;;javascript:alert(1)' + bell + 'click' + esc + '[2J');
    for (let order = 1; order <= 300; order++) ctx.log.debug('order ' + order + ' was read');
    await ctx.enqueue('demo.noop', {});
    return { length: password?.length ?? null };
  },
});
`;

/** Offers e2e.shop, a task with hostile logs of 302 lines, a secret and a child. */
export const addShopTask = (system: System): Promise<void> => addTask(system, 'e2e.shop', 'shop.ts', SHOP);
