/** Ids begin with their time, which neighbours share: the last characters tell runs apart. */
const SHOWN = 8;

/** The telling end of an id, the whole of it on hover. */
export function ShortId(props: { id: string; class?: string }) {
  return (
    <span title={props.id} class={`font-mono text-xs ${props.class ?? ''}`}>
      {props.id.slice(-SHOWN)}
    </span>
  );
}
