import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { SEARCH_PATH } from '@fbrain/local-stack/environment';
import { endsWithParent } from '@fbrain/local-stack/guarded-process';
import { eventually } from '@fbrain/testing/eventually';
import { BROWSER_FLAGS } from './browser.ts';
import type { System } from './system.ts';

/**
 * Chromium with tabs as a person has them: one is seen, the others are hidden. Playwright keeps all of its pages visible
 * (it emulates the focus), so this speaks to the browser without it.
 */
export interface RealTabs {
  /** Opens a page of the UI, signed in, in a tab of its own, which is seen from then on. */
  open(path: string): Promise<RealTab>;
  close(): Promise<void>;
}

export interface RealTab {
  /** Comes to the front and hides the others. */
  show(): Promise<void>;
  /** The value of an expression, awaited. Throws what the page threw. */
  evaluate<T>(expression: string): Promise<T>;
  /** Waits until an expression is true in the page. */
  until(condition: string): Promise<void>;
  /** A command of the DevTools protocol. */
  send<T>(method: string, params?: object): Promise<T>;
}

/** @param script runs in each page before its own */
export async function openRealTabs(system: System, executablePath: string, script = ''): Promise<RealTabs> {
  const home = mkdtempSync(join(system.dir, 'tabs-'));
  const flags = [...BROWSER_FLAGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${home}`];
  const browser = Bun.spawn(endsWithParent([executablePath, ...flags, 'about:blank'], 'SIGKILL'), {
    env: { PATH: SEARCH_PATH, HOME: home, TMPDIR: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const line = await connect(await addressIn(browser.stderr));
  const open = async (path: string): Promise<RealTab> => {
    const tab = await newTab(line);
    if (script) await tab.send('Page.enable');
    if (script) await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: script });
    await tab.send('Page.navigate', { url: `${system.url}${path}` });
    await tab.until(`location.origin === '${system.url}' && document.readyState === 'complete'`);
    return tab;
  };
  await signIn(await open('/docs'), system);
  const close = async () => {
    // It writes its profile below the folder that is removed next.
    await line.send('Browser.close');
    await browser.exited;
  };
  return { open, close };
}

async function signIn(tab: RealTab, { admin }: System): Promise<void> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(admin) };
  const status = await tab.evaluate(
    `fetch('/api/v1/session', ${JSON.stringify(request)}).then(({ status }) => status)`,
  );
  if (status !== 200) throw new Error(`The browser could not sign in: ${status}`);
}

/** The browser says where it listens, then goes on to complain: that is read too, or it would stop at a full pipe. */
function addressIn(output: ReadableStream<Uint8Array>): Promise<string> {
  const found = Promise.withResolvers<string>();
  void (async () => {
    let said = '';
    const decoder = new TextDecoder();
    for await (const part of output) {
      said = (said + decoder.decode(part, { stream: true })).slice(-4_000);
      const [address] = /ws:\/\/\S+(?=\n)/.exec(said) ?? [];
      if (address) found.resolve(address);
    }
    found.reject(new Error(`The browser did not start. It said:\n${said}`));
  })();
  return found.promise;
}

interface Line {
  send<T>(method: string, params?: object, sessionId?: string): Promise<T>;
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

async function connect(address: string): Promise<Line> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error }: Answer = JSON.parse(String(data));
    const asked = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || !asked) return;
    waiting.delete(id);
    if (error) asked.reject(new Error(error.message));
    else asked.resolve(result);
  });
  await new Promise((done, fail) => {
    socket.addEventListener('open', done);
    socket.addEventListener('error', () => fail(new Error(`The browser does not answer at ${address}.`)));
  });
  return {
    send: <T>(method: string, params: object = {}, sessionId?: string) => {
      const asked = Promise.withResolvers<unknown>();
      waiting.set(++last, asked);
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
      return asked.promise as Promise<T>;
    },
  };
}

async function newTab(line: Line): Promise<RealTab> {
  const { targetId } = await line.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await line.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const send = <T>(method: string, params: object = {}) => line.send<T>(method, params, sessionId);
  const evaluate = async <T>(expression: string) => {
    const { result, exceptionDetails } = await send<{ result: { value: T }; exceptionDetails?: object }>(
      'Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true },
    );
    if (exceptionDetails) throw new Error(`${expression}\n${JSON.stringify(exceptionDetails)}`);
    return result.value;
  };
  return {
    show: () => line.send('Target.activateTarget', { targetId }),
    evaluate,
    send,
    until: (condition) => eventually(() => holds(evaluate, condition)),
  };
}

async function holds(evaluate: RealTab['evaluate'], condition: string): Promise<void> {
  if (!(await evaluate<boolean>(`!!(${condition})`))) throw new Error(`Not so in the page: ${condition}`);
}
