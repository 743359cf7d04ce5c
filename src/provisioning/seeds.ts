const permissions = {
  'tenant.read': 'See the tenant and its settings',
  'tenant.manage': 'Change the settings of the tenant',
  'members.manage': 'Invite and remove people and change their roles',
  'content.read': 'See content',
  'content.write': 'Create, change and delete content',
} as const;

type Permission = keyof typeof permissions;

const roles: Readonly<Record<string, { readonly description: string; readonly may: readonly Permission[] }>> = {
  TENANT_ADMIN: { description: 'Runs the tenant', may: Object.keys(permissions) as Permission[] },
  EDITOR: { description: 'Works on content', may: ['tenant.read', 'content.read', 'content.write'] },
  VIEWER: { description: 'Reads content', may: ['tenant.read', 'content.read'] },
};

const settings: Readonly<Record<string, unknown>> = { locale: 'en', timezone: 'UTC' };

type Seed = readonly [statement: string, values: readonly unknown[]];

/** One statement for all rows of a table. */
const insert = (table: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): Seed => {
  const places = rows.map((row, at) => `(${row.map((_, column) => `$${at * row.length + column + 1}`).join(', ')})`);
  return [
    `insert into ${table} (${columns.join(', ')}) values ${places.join(', ')} on conflict do nothing`,
    rows.flat(),
  ];
};

/** The rows that every tenant's store begins with, as statements and their values. */
export const seeds = (schema: string): readonly Seed[] => {
  const rights = Object.entries(roles).flatMap(([role, { may }]) => may.map((permission) => [role, permission]));
  return [
    insert(`${schema}.permission`, ['name', 'description'], Object.entries(permissions)),
    insert(
      `${schema}.role`,
      ['name', 'description'],
      Object.entries(roles).map(([name, { description }]) => [name, description]),
    ),
    insert(`${schema}.role_permission`, ['role', 'permission'], rights),
    insert(
      `${schema}.setting`,
      ['name', 'value'],
      Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
  ];
};
