import { expect, spyOn, test } from 'bun:test';
import { ApiError } from '../api/api-error.ts';
import { followEvents } from './event-stream.ts';

type Answer = string | ApiError | (() => ReadableStream | ApiError);

const refusal = (status: number, code: ApiError['code'] = 'run-not-found') => new ApiError('no', { code, status });

/** Follows a stream whose connections answer as given, one after the other, and then stays open. */
function setup(answers: Answer[]) {
  const story: string[] = [];
  const pauses: number[] = [];
  const losses: number[] = [];
  /** After how many losses each connection was told to be open. */
  const openings: number[] = [];
  let settled = Promise.withResolvers<void>();
  let hide = () => {};
  let show = Promise.resolve();
  let parked = Promise.withResolvers<void>();
  const close = followEvents(
    {
      path: () => `/log?after=${story.filter((line) => line.startsWith('got')).length}`,
      onEvent: ({ data }) => story.push(`got ${data}`),
      onOpen: () => story.push('open'),
      onLost: ({ failures }) => {
        story.push('lost');
        losses.push(failures);
      },
      onRefused: ({ status }) => {
        story.push(`refused ${status}`);
        settled.resolve();
      },
    },
    {
      open: async (path, signal) => {
        story.push(path);
        const given = answers.shift();
        const answer = typeof given === 'function' ? given() : given;
        if (answer instanceof ApiError) throw answer;
        if (answer !== undefined) return new Response(answer);
        settled.resolve();
        return new Response(
          new ReadableStream({ start: (c) => signal.addEventListener('abort', () => c.error(signal.reason)) }),
        );
      },
      pause: async (delayMs) => void pauses.push(delayMs),
      untilWanted: () => {
        parked.resolve();
        return show;
      },
      onUnwanted: (callback, opened) => {
        hide = callback;
        void opened.then(() => openings.push(losses.length));
        return () => {};
      },
    },
  );
  /** Resolves when the stream waits for somebody to look; then hands back the way to look and wait for the stream. */
  const hidePage = async () => {
    const shown = Promise.withResolvers<void>();
    show = shown.promise;
    parked = Promise.withResolvers();
    settled = Promise.withResolvers();
    hide();
    await parked.promise;
    return () => {
      shown.resolve();
      return settled.promise;
    };
  };
  return { story, pauses, losses, openings, settled: settled.promise, close, hidePage };
}

test('a lost stream is opened again and goes on where it stopped', async () => {
  const { story, settled, close } = setup(['data: 1\n\n', refusal(502), 'data: 2\n\n']);
  await settled;
  close();
  expect(story).toEqual([
    ...['/log?after=0', 'open', 'got 1', 'lost'],
    ...['/log?after=1', 'lost'],
    ...['/log?after=1', 'open', 'got 2', 'lost'],
    '/log?after=2',
  ]);
});

test('a refusal is not tried again; too many requests are, and what a proxy says in place of the server', async () => {
  const { story, settled } = setup([refusal(429), refusal(403, 'unexplained'), refusal(404)]);
  await settled;
  expect(story).toEqual(['/log?after=0', 'lost', '/log?after=0', 'lost', '/log?after=0', 'refused 404']);
});

test('a page that nobody sees gives its connection up, and follows again when seen', async () => {
  const { story, settled, close, hidePage } = setup([]);
  await settled;
  const showPage = await hidePage();
  expect(story).toEqual(['/log?after=0', 'open']);
  await showPage();
  close();
  expect(story.slice(2)).toEqual(['/log?after=0']);
});

test('streams that open and break at once are tried less and less often', async () => {
  const { pauses, settled, close } = setup(Array.from({ length: 8 }, () => 'data: 1\n\n'));
  await settled;
  close();
  expect(pauses).toHaveLength(8);
  // The last pause is the longest one but for its random half.
  expect(pauses.at(-1)).toBeGreaterThanOrEqual(7_500);
});

test('tries that hang are failures, as a server that swallows packets makes them; a long connection is none', async () => {
  let nowMs = 0;
  const clock = spyOn(performance, 'now').mockImplementation(() => nowMs);
  const hang = () => {
    nowMs += 20_000;
    return refusal(0, 'unreachable');
  };
  const openForLong = () =>
    new ReadableStream(
      {
        pull: (stream) => {
          nowMs += 60_000;
          stream.close();
        },
      },
      // Not before it is read.
      { highWaterMark: 0 },
    );
  const { losses, openings, settled, close } = setup([hang, hang, hang, openForLong, hang]);
  await settled;
  close();
  clock.mockRestore();
  expect(losses).toEqual([1, 2, 3, 1, 2]);
  // A page that only looks in counts from when it is open: what hangs is found lost all the same.
  expect(openings[0]).toBe(3);
});
