import { anonymous, roles, type Viewer } from './auth/viewer.js';
import { permissions, restAccess, type Permission, type Who } from './permissions.js';

const columns = roles.map((role) => ({ title: role.toLowerCase().replace('_', ' '), viewer: { ...anonymous, role } }));

const mark = ({ allows }: Who, viewer: Viewer): string => (allows(viewer) ? 'yes' : '–');

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map(line).join('\n');

const byRole = (who: Who): string[] => columns.map(({ viewer }) => mark(who, viewer));

const fields = (type: string, rows: Readonly<Record<string, Permission>>): string => {
  const heads = [type.toLowerCase(), ...columns.map(({ title }) => title), 'acts on', 'who of those that see it'];
  const sorted = Object.entries(rows).sort(([one], [other]) => (one < other ? -1 : 1));
  return table(
    heads,
    sorted.map(([field, { who, target = '', on }]) => [
      `\`${field}\``,
      ...byRole(who),
      target,
      on?.name ?? (target === '' ? '' : 'everybody who may call'),
    ]),
  );
};

/** The policy table as a page for people, in Markdown. */
export const authorizationPage = (): string => {
  const doors = Object.entries(restAccess).map(([door, who]) => [`\`${door}\``, ...byRole(who)]);
  const sections = [
    '# Who may do what',
    'Written by `npm run emit` from `src/permissions.ts`; change that. A viewer’s role is the strongest they hold anywhere. Who may\n' +
      'not call a field gets UNAUTHENTICATED without a session and FORBIDDEN with one. What a field acts on must be visible to the viewer\n' +
      '(`src/visibility.ts`: everything down, nothing up), else the answer is NOT_FOUND, whoever asks and whether it exists or not. Only\n' +
      'then may the last column refuse, with FORBIDDEN. A credential that only reads (`admin:read`) calls no mutation at all.',
    ...Object.entries(permissions).flatMap(([type, rows]) => [`## ${type}`, fields(type, rows)]),
    '## Doors of the legacy APIs',
    'Endpoints that open less wide than the fields they run.',
    table(['door', ...columns.map(({ title }) => title)], doors),
  ];
  return `${sections.join('\n\n')}\n`;
};
