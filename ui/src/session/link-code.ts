/** The code of a link that works once. It is in the fragment, which servers never see, and leaves the address bar at once. */
export function takeLinkCode(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code !== null) history.replaceState(history.state, '', location.pathname);
  return code;
}
