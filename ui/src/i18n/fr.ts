import { frAccess } from './fr-access.ts';
import { frCalendar } from './fr-calendar.ts';
import { frConnection } from './fr-connection.ts';
import { frForms } from './fr-forms.ts';
import { frNotifications } from './fr-notifications.ts';
import { frOverview } from './fr-overview.ts';
import { frPalette } from './fr-palette.ts';
import { frRuns } from './fr-runs.ts';
import { frSchedules } from './fr-schedules.ts';
import { frTasks } from './fr-tasks.ts';
import type { Catalogue } from './translate.ts';

/** The texts in French. Run, task, queue and worker keep their place; states are words a reader of logs knows. */
export const fr: Catalogue = {
  ...frRuns,
  ...frSchedules,
  ...frForms,
  ...frOverview,
  ...frAccess,
  ...frCalendar,
  ...frConnection,
  ...frNotifications,
  ...frPalette,
  ...frTasks,
  'action.close': 'Fermer',
  'action.copied': 'Copié',
  'action.copy': 'Copier',
  'action.copyRefused': 'Le navigateur ne permet pas de copier ici',
  'action.retry': 'Réessayer',

  'common.loading': 'Chargement',

  'error.kind.cancelled': 'Annulée',
  'error.kind.crash': 'L’hôte de la tâche est mort',
  'error.kind.deadline': 'L’échéance est passée',
  'error.kind.exception': 'La tâche a échoué',
  'error.kind.expired': 'Expirée avant d’avoir pu démarrer',
  'error.kind.invalid-input': 'L’entrée est invalide',
  'error.kind.invalid-output': 'La sortie est invalide',
  'error.kind.lost': 'Le worker a disparu',
  'error.kind.permanent': 'La tâche a échoué définitivement',
  'error.kind.timeout': 'La tentative a duré trop longtemps',
  'error.page': 'Cette page n’a pas pu être affichée : {message}',
  'error.request': 'Requête {id}',

  'help.close': 'Fermer une fenêtre, quitter une recherche',
  'help.go': 'Aller à {section}',
  'help.nextRow': 'Ligne suivante, précédente d’une liste',
  'help.pickRow': 'Sélectionner la ligne',
  'help.search': 'Rechercher',
  'help.submit': 'Lancer l’exécution d’un formulaire',
  'help.off': 'Les touches sans Ctrl se désactivent dans les réglages, sous Profil.',
  'help.title': 'Raccourcis clavier',

  'nav.docs': 'Documentation de l’API',
  'nav.errors': 'Erreurs',
  'nav.label': 'Rubriques',
  'nav.overview': 'Aperçu',
  'nav.queues': 'Files',
  'nav.runs': 'Exécutions',
  'nav.schedules': 'Planifications',
  'nav.shortcut': 'Clavier : {keys}',
  'nav.skip': 'Aller au contenu',
  'nav.tasks': 'Tâches',
  'nav.workers': 'Workers',

  'notFound.hint': 'Il n’y a pas de page à cette adresse',
  'notFound.title': 'Introuvable',

  'scheduleForm.anchorHint': 'Les intervalles se comptent d’ici, avant comme après. Vide : à partir de maintenant.',
  'scheduleForm.cancel': 'Abandonner',
  'scheduleForm.chooseTask': 'Choisir une tâche',
  'scheduleForm.create': 'Créer la planification',
  'scheduleForm.cronHint':
    'Minute, heure, jour, mois, jour de semaine ; six champs commencent par la seconde. Aussi L, W, #, @daily.',
  'scheduleForm.description': 'Description',
  'scheduleForm.endAtHint': 'Aucun créneau à cet instant ni après.',
  'scheduleForm.everyHint': 'Une durée comme 30s, 15m, 2h ou 1d ; au moins 1s.',
  'scheduleForm.hasFaults': 'Corrigez ce qui est signalé, puis enregistrez de nouveau.',
  'scheduleForm.jitterHint':
    'Chaque créneau se lance au plus d’autant plus tard, toujours du même décalage, pour que tout ne parte pas en même temps.',
  'scheduleForm.kind': 'Genre',
  'scheduleForm.lastSlot': 'Elle s’arrête là.',
  'scheduleForm.maxAge': 'Aucun de plus de',
  'scheduleForm.maxCount': 'Au plus',
  'scheduleForm.name': 'Nom',
  'scheduleForm.noTiming': 'Dites quand elle se lance : ce que cela signifie apparaît ici.',
  'scheduleForm.paused': 'La créer en pause',
  'scheduleForm.policies': 'Quand tout ne va pas comme prévu',
  'scheduleForm.preview': 'Quand elle se lancera',
  'scheduleForm.refused': 'Corrigez ce qui est signalé pour voir quand elle se lance.',
  'scheduleForm.taskFirst': 'Choisissez une tâche pour remplir son entrée.',
  'scheduleForm.timezoneHint': 'Toutes les heures de la planification suivent ses horloges.',
  'scheduleForm.what': 'Ce qu’elle lance',

  'tasks.about': 'Une tâche est un travail qui a un nom. Choisissez-en une pour la lancer.',
  'tasks.attempts.one': '{count} tentative',
  'tasks.attempts.other': 'jusqu’à {count} tentatives',
  'tasks.empty': 'Aucune tâche',
  'tasks.emptyHint': 'Mettez un fichier comme celui-ci dans le TASKS_DIR d’un worker. Il apparaît ici en une seconde.',
  'tasks.inQueue': 'file {queue}',
  'tasks.kind.executable': 'exécutable',
  'tasks.kind.http': 'HTTP',
  'tasks.kind.module': 'TypeScript',
  'tasks.mayNotStart': 'Votre rôle ne permet pas de lancer des exécutions.',
  'tasks.noDescription': 'Sans description',
  'tasks.noMatch': 'Aucune tâche ne correspond.',
  'tasks.noWorker':
    'Aucun worker actif ne peut exécuter cette tâche. Les exécutions attendront dans la file {queue} qu’il en démarre un.',
  'tasks.problems.one': '{count} fichier de tâche n’a pas pu être chargé',
  'tasks.problems.other': '{count} fichiers de tâche n’ont pas pu être chargés',
  'tasks.runs': 'Exécutions de cette tâche',
  'tasks.search': 'Chercher une tâche',
  'tasks.workers.one': '{count} worker',
  'tasks.workers.other': '{count} workers',

  'theme.dark': 'Sombre',
  'theme.light': 'Claire',
  'theme.system': 'Comme le système',
};
