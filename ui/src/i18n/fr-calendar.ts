import type { enCalendar } from './en-calendar.ts';

/** The texts of en-calendar.ts in French. */
export const frCalendar: Record<keyof typeof enCalendar, string> = {
  'calendar.about': 'Ce que les planifications vont lancer, à votre heure ({zone}).',
  'calendar.asList': 'Liste',
  'calendar.asWeek': 'Semaine',
  'calendar.between': 'de {from} à {to}',
  'calendar.day.one': '{count} créneau',
  'calendar.day.other': '{count} créneaux',
  'calendar.empty': 'Rien',
  'calendar.hours': 'Changement d’heure : ce jour dure {hours} heures.',
  'calendar.incomplete': 'Tout n’est pas montré : autant de planifications ne tiennent pas dans un calendrier.',
  'calendar.many': 'très souvent',
  'calendar.next': 'Semaine suivante',
  'calendar.now': 'À partir de maintenant',
  'calendar.previous': 'Semaine précédente',
  'calendar.times.one': '{count} fois',
  'calendar.times.other': '{count} fois',
  'calendar.title': 'Planifications de la semaine',
  'calendar.today': 'Aujourd’hui',
  'calendar.view': 'Présentation des planifications',
};
