/** Texts about the way between this page and the server: lost, back, refused, signed out. */
export const enConnection = {
  'connection.lost': 'The connection is lost. What you see is from {time} and may be old; trying again.',
  'connection.offline': 'This device is offline. What you see is from {time} and may be old; it goes on by itself.',
  'connection.refused': 'You may not follow changes as they happen. Reload the page to see what is new.',
  'connection.tryNow': 'Try now',

  'error.part': 'A part of F_BRAIN could not be loaded: it was updated, or the connection broke. Reload the page.',
  'error.reload': 'Reload',
  'error.unanswered':
    'No answer came: this may or may not have been done. Look whether it was, once the connection is back, before you try again.',
  'error.unansweredOnce':
    'No answer came: this may or may not have been done. Trying again here is safe: it is done once.',
  'error.unexplained':
    'Something else answered in the place of F_BRAIN ({status}), such as a proxy or the sign-in of a network. Check it, then try again.',
  'error.unreachable': 'The server cannot be reached. Check that the API runs and that you are connected to it.',

  'session.again': 'Sign in to go on',
  'session.againHint': 'Your session has ended. What you have typed is still there.',
  'session.notTold':
    'You are signed out on this page, but the server could not be told: whoever reloads it is signed in again. Reload it and sign out once the connection is back.',
} as const;
