import { afterEach, expect, test } from 'bun:test';
import { testDefinition } from '@fbrain/core/task/test-definition';
import { describeWith } from '@fbrain/testing/describe-with';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { registerTasks } from '../postgres/task-store.ts';
import { createTaskCatalogue } from './task-catalogue.ts';

const definition = (name: string) => testDefinition({ name });

describeWith('databaseUrl', 'the catalogue of tasks', () => {
  const databases: TestDatabase[] = [];
  afterEach(async () => {
    for (const database of databases.splice(0)) await database.drop();
  });
  const setup = async () => {
    const database = await createTestDatabase();
    databases.push(database);
    const catalogue = createTaskCatalogue(database.sql);
    await catalogue.refresh();
    return { sql: database.sql, catalogue };
  };

  test('knows a task that a worker registered a moment after the last look', async () => {
    const { sql, catalogue } = await setup();
    await registerTasks(sql, [definition('report.build')]);
    await catalogue.learn(['report.build']);
    expect(catalogue.get('report.build').definition.source).toBe('report.build.ts');
  });

  test('names what comes near a name that nobody has registered', async () => {
    const { sql, catalogue } = await setup();
    await registerTasks(sql, [definition('report.build')]);
    await catalogue.learn(['report.biuld']);
    expect(() => catalogue.get('report.biuld')).toThrow('Did you mean "report.build"?');
  });
});
