import { createSignal } from 'solid-js';

/**
 * `lost`: the server does not answer; `offline`: this device has no network. `refused`: the server lets this page read,
 * but not follow what happens.
 */
export type ConnectionStatus = 'connecting' | 'open' | 'lost' | 'offline' | 'refused';

const [connectionStatus, setConnectionStatus] = createSignal<ConnectionStatus>('connecting');
/** When the server was last heard: what is shown may be as old as that. */
const [heardAtMs, setHeardAtMs] = createSignal(Date.now());

export { connectionStatus, heardAtMs, setConnectionStatus, setHeardAtMs };

export const isConnectionLost = (): boolean => connectionStatus() === 'lost' || connectionStatus() === 'offline';
