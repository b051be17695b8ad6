import { expect, test } from 'bun:test';
import { servicesUsing } from './source-watcher.ts';

test('a changed file restarts the services that load it and no other', () => {
  expect(servicesUsing('services/api/src/app.ts')).toEqual(['api']);
  expect(servicesUsing('services/worker/src/duties/expirer.ts')).toEqual(['worker']);
  expect(servicesUsing('packages/core/run/run.ts')).toEqual(['api', 'worker']);
  expect(servicesUsing('packages/adapters/postgres/migrations/0002_add_flow.sql')).toEqual(['api', 'worker']);
});

test('a changed test, a dependency and an editor’s temporary file restart nothing', () => {
  expect(servicesUsing('services/api/src/app.int.test.ts')).toEqual([]);
  expect(servicesUsing('packages/core/node_modules/x/index.ts')).toEqual([]);
  expect(servicesUsing('packages/core/run/run.ts.swp')).toEqual([]);
  expect(servicesUsing('packages/local-stack/free-port.ts')).toEqual([]);
});
