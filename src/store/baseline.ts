/** The tables that every tenant's store begins with, in order. One that has been released never changes. */
export const baseline: readonly { readonly name: string; readonly script: string }[] = [
  {
    name: '0001-roles-and-permissions',
    script: `
      create table role (
        name text primary key,
        description text not null
      );
      create table permission (
        name text primary key,
        description text not null
      );
      create table role_permission (
        role text not null references role (name) on delete cascade,
        permission text not null references permission (name) on delete cascade,
        primary key (role, permission)
      );`,
  },
  {
    name: '0002-settings',
    script: `
      create table setting (
        name text primary key,
        value jsonb not null,
        updated_at timestamptz(3) not null default now()
      );`,
  },
];
