import { expect, test } from 'bun:test';
import { toApiError } from './api-error.ts';

const refusal = (): Response =>
  Response.json(
    { code: 'user-exists', detail: 'There is a user ada already.', errors: [], requestId: 'r-1' },
    { status: 409 },
  );

test('the words of the server are the message where they are in the language of the reader', async () => {
  const { message, serverWords } = await toApiError(refusal());
  expect({ message, serverWords }).toEqual({ message: 'There is a user ada already.', serverWords: null });
});
