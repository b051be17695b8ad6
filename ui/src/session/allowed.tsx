import type { Permission } from '@fbrain/core/access/permission';
import { type JSX, Show } from 'solid-js';
import { can } from './session.ts';

/** Shows its children to those who may use them. */
export const Allowed = (props: { to: Permission; children: JSX.Element; fallback?: JSX.Element }) => (
  <Show when={can(props.to)} fallback={props.fallback}>
    {props.children}
  </Show>
);
