import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_VARIABLES } from '../../services/api/src/config.ts';
import { WORKER_VARIABLES } from '../../services/worker/src/config.ts';
import { PROJECT_DIR } from '../project.ts';
import { COMPOSE_VARIABLES } from './compose-variables.ts';
import { generatedFiles } from './generated-files.ts';

for (const { path, content } of generatedFiles()) {
  test(`${path} is what \`bun run generate\` writes`, () => {
    expect(readFileSync(join(PROJECT_DIR, path), 'utf8')).toBe(content);
  });
}

test('no variable of a service is left out, none is shown twice', () => {
  const [env] = generatedFiles();
  const names = [...(env?.content ?? '').matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(names).toContain('API_TOKEN');
  expect(names).toContain('TASKS_DIR');
  expect(new Set(names).size).toBe(names.length);
});

test.each([API_VARIABLES, WORKER_VARIABLES, COMPOSE_VARIABLES])(
  'no part has so many settings that they are a burden',
  (declarations) => {
    expect(Object.keys(declarations).length).toBeLessThanOrEqual(40);
  },
);
