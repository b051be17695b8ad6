import type { enTasks } from './en-tasks.ts';

/** The texts of en-tasks.ts in French. */
export const frTasks: Record<keyof typeof enTasks, string> = {
  'form.asJsonSecret': 'Entrée en JSON (montre les secrets)',
  'form.earlier': 'Dernières entrées',
  'form.earlierHint': "Un clic repart de l'une d'elles. Les secrets sont omis.",

  'tasks.activity': 'Exécutions terminées ces dernières 24 heures : {count}',
  'tasks.durations': 'médiane {p50} · 95 % {p95}',
  'tasks.noActivity': 'aucune exécution ces dernières 24 heures',
  'tasks.p50': 'Durée médiane',
  'tasks.p95': '95 % durent au plus',
  'tasks.p99': '99 % durent au plus',
  'tasks.schemas': 'Schémas',
  'tasks.schemaInput': "Schéma de l'entrée",
  'tasks.schemaOutput': 'Schéma de la sortie',
  'tasks.statistics': 'Les dernières 24 heures',
  'tasks.successRate': 'Taux de réussite',
  'tasks.successes': '{rate} réussissent',
  'tasks.ended': 'Exécutions terminées',

  'workers.more': 'Toutes : {count}',
  'workers.idle': 'Rien',
  'workers.now': 'En cours',
};
