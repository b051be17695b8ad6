import { For } from 'solid-js';

const CIRCLE = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18';

/** Outlines on a 24 by 24 grid, drawn with a stroke. Several follow Lucide (ISC licence). */
const PATHS = {
  activity: ['M3 12h4l3-8 4 16 3-8h4'],
  alert: ['M12 4 2.5 20h19z', 'M12 10v4', 'M12 17h.01'],
  'arrow-down': ['M12 5v14', 'm19 12-7 7-7-7'],
  bolt: ['M13 3 5 14h6l-1 7 8-11h-6z'],
  book: ['M4 4h6a2 2 0 0 1 2 2v14a2 2 0 0 0-2-2H4z', 'M20 4h-6a2 2 0 0 0-2 2v14a2 2 0 0 1 2-2h6z'],
  calendar: ['M4 5.500h16V20H4z', 'M4 10h16', 'M8 3v4', 'M16 3v4'],
  check: ['M20 6 9 17l-5-5'],
  'chevron-down': ['m6 9 6 6 6-6'],
  'chevron-right': ['m9 18 6-6-6-6'],
  'chevron-up': ['m6 15 6-6 6 6'],
  'circle-check': [CIRCLE, 'm8.5 12.2 2.4 2.3 4.6-4.8'],
  'circle-dashed': [
    'M10 3.2a9 9 0 0 1 4 0',
    'M17.6 5a9 9 0 0 1 2 2.3',
    'M20.9 11a9 9 0 0 1-.2 3.5',
    'M18.6 18.1a9 9 0 0 1-2.4 1.9',
    'M12 21a9 9 0 0 1-3-.5',
    'M5.6 18.4A9 9 0 0 1 4 16',
    'M3 12.5A9 9 0 0 1 3.6 9',
    'M5.5 5.8a9 9 0 0 1 1-.9',
  ],
  'circle-pause': [CIRCLE, 'M10 9v6', 'M14 9v6'],
  'circle-play': [CIRCLE, 'm10.2 8.8 5 3.2-5 3.2z'],
  'circle-slash': [CIRCLE, 'm9 15 6-6'],
  'circle-x': [CIRCLE, 'm9.2 9.2 5.6 5.6', 'm14.8 9.2-5.6 5.6'],
  clock: [CIRCLE, 'M12 7v5l3 2'],
  code: ['m7 8-4 4 4 4', 'm17 8 4 4-4 4', 'm14 5-4 14'],
  copy: ['M9 9h11v11H9z', 'M15 9V4H4v11h5'],
  download: ['M12 4v11', 'm7 11 5 5 5-5', 'M4 20h16'],
  help: [CIRCLE, 'M9.5 9.5a2.5 2.5 0 0 1 5 .6c0 1.7-2.5 2.2-2.5 3.4', 'M12 16.5h.01'],
  key: ['M15.500 3a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11', 'm11.500 12.500-8 8', 'm6 18 2.500 2.500'],
  layers: ['m12 3 9 4.5-9 4.5-9-4.5z', 'm3 12 9 4.5 9-4.5', 'm3 16.5 9 4.5 9-4.5'],
  list: ['M8 6h13', 'M8 12h13', 'M8 18h13', 'M3.5 6h.01', 'M3.5 12h.01', 'M3.5 18h.01'],
  pause: ['M9 5v14', 'M15 5v14'],
  play: ['M7 4v16l13-8z'],
  plus: ['M12 5v14', 'M5 12h14'],
  rotate: ['M20 12a8 8 0 1 1-2.3-5.7L20 8.5', 'M20 4v4.500h-4.5'],
  search: ['M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14', 'm20.5 20.5-4.5-4.5'],
  server: ['M4 4h16v6.500H4z', 'M4 13.500h16V20H4z', 'M8 7.200h.01', 'M8 16.800h.01'],
  settings: ['M4 7h9', 'M17 7h3', 'M15 5v4', 'M4 12h2', 'M10 12h10', 'M8 10v4', 'M4 17h8', 'M16 17h4', 'M14 15v4'],
  skip: ['m6 5 9 7-9 7z', 'M18.500 5v14'],
  trash: ['M4 7h16', 'M9 7V4h6v3', 'm6.500 7 .9 13h9.200l.9-13'],
  users: [
    'M9 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8',
    'M2 20a7 7 0 0 1 14 0',
    'M16 4.500a4 4 0 0 1 0 7',
    'M18.500 14.500A7 7 0 0 1 22 20',
  ],
  x: ['M18 6 6 18', 'm6 6 12 12'],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof PATHS;

/** A small outline in the colour of its text. Decoration only: a word or label always stands with it. */
export function Icon(props: { name: IconName; class?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      class={`shrink-0 ${props.class ?? 'size-4'}`}
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <For each={PATHS[props.name]}>{(path) => <path d={path} />}</For>
    </svg>
  );
}
