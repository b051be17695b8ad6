import { join } from 'node:path';
import { generatedFiles } from './generate/generated-files.ts';
import { PROJECT_DIR } from './project.ts';

/** `bun run generate`: writes the files that derive from declarations in the code. */
for (const { path, content } of generatedFiles()) {
  await Bun.write(join(PROJECT_DIR, path), content);
  console.log(`Wrote ${path}`);
}
