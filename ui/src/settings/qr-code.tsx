import { encode } from 'uqr';

/** A text as a square that a phone can read: dark on light in every theme, as cameras expect. */
export function QrCode(props: { text: string; label: string }) {
  const code = () => encode(props.text, { border: 2 });
  const path = () =>
    code()
      .data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
      .join('');
  return (
    <svg
      viewBox={`0 0 ${code().size} ${code().size}`}
      class="size-44 justify-self-center rounded-md"
      role="img"
      aria-label={props.label}
      shape-rendering="crispEdges"
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={path()} fill="#000" />
    </svg>
  );
}
