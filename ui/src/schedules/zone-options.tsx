import { For } from 'solid-js';

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** Every zone that this browser knows, for its own search: as the IANA data spells it, and as people write it. */
export function ZoneOptions(props: { id: string }) {
  return (
    <datalist id={props.id}>
      <For each={ZONES}>{(zone) => <option value={zone}>{zone.replaceAll('_', ' ')}</option>}</For>
    </datalist>
  );
}
