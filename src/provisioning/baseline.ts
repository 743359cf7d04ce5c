/** A change of a tenant's store. One that has been released never changes. */
interface StoreMigration {
  readonly name: string;
  /** One statement each, on the schema of that quoted name. */
  readonly up: (schema: string) => readonly string[];
}

/** The tables that every tenant's store begins with, in order. */
export const migrations: readonly StoreMigration[] = [
  {
    name: '0001-roles-and-permissions',
    up: (schema) => [
      `create table ${schema}.role (
        name text primary key,
        description text not null
      )`,
      `create table ${schema}.permission (
        name text primary key,
        description text not null
      )`,
      `create table ${schema}.role_permission (
        role text not null references ${schema}.role (name) on delete cascade,
        permission text not null references ${schema}.permission (name) on delete cascade,
        primary key (role, permission)
      )`,
    ],
  },
  {
    name: '0002-settings',
    up: (schema) => [
      `create table ${schema}.setting (
        name text primary key,
        value jsonb not null,
        updated_at timestamptz(3) not null default now()
      )`,
    ],
  },
];

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
