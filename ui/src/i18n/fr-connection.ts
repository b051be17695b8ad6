import type { enConnection } from './en-connection.ts';

/** The texts of en-connection.ts in French. */
export const frConnection: Record<keyof typeof enConnection, string> = {
  'connection.lost':
    'La connexion est perdue. Ce que vous voyez date de {time} et peut être ancien ; nouvel essai en cours.',
  'connection.offline':
    'Cet appareil est hors ligne. Ce que vous voyez date de {time} et peut être ancien ; la suite reprendra seule.',
  'connection.refused':
    'Vous ne pouvez pas suivre les changements en direct. Rechargez la page pour voir les nouveautés.',
  'connection.tryNow': 'Essayer maintenant',

  'error.part':
    'Une partie de F_BRAIN n’a pas pu être chargée : il a été mis à jour, ou la connexion a été coupée. Rechargez la page.',
  'error.reload': 'Recharger',
  'error.unanswered':
    'Aucune réponse n’est venue : cela a peut-être été fait, ou non. Vérifiez-le, une fois la connexion rétablie, avant de réessayer.',
  'error.unansweredOnce':
    'Aucune réponse n’est venue : cela a peut-être été fait, ou non. Réessayer ici est sans risque : ce ne sera fait qu’une fois.',
  'error.unexplained':
    'Autre chose a répondu à la place de F_BRAIN ({status}), par exemple un proxy ou la page de connexion d’un réseau. Vérifiez, puis réessayez.',
  'error.unreachable': 'Le serveur est injoignable. Vérifiez que l’API tourne et que vous y êtes connecté.',

  'session.again': 'Connectez-vous pour continuer',
  'session.againHint': 'Votre session est terminée. Ce que vous avez saisi est toujours là.',
  'session.notTold':
    'Vous êtes déconnecté sur cette page, mais le serveur n’a pas pu en être averti : qui la recharge est de nouveau connecté. Rechargez-la et déconnectez-vous quand la connexion sera rétablie.',
};
