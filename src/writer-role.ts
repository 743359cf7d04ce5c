import { sql, type Kysely } from 'kysely';
import type { Database } from './entities/index.js';

/** The role that mutations write as. Roles belong to the whole server, so several databases may share it. */
export const writerRole = 'tenantry_writer';

/** The gateway's database user lacks a right; the message says to an operator which, and how it is given. */
export class DatabaseRightsError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DatabaseRightsError';
  }
}

/*
 * Two processes may do this at once, on databases that do not know of each other: whoever is second finds the role made, or
 * the membership granted, and goes on.
 */
const makeRole = `do $$
begin
  if not exists (select from pg_roles where rolname = '${writerRole}') then
    begin
      create role ${writerRole} nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  begin
    set local role ${writerRole};
    reset role;
  exception when insufficient_privilege then
    begin
      execute format('grant ${writerRole} to %I', current_user);
    exception when unique_violation then null;
    end;
    set local role ${writerRole};
    reset role;
  end;
end
$$`;

interface Rights {
  readonly user: string;
  /** Whether row-level security holds for this very user, which it does not for the owner of a table. */
  readonly walled: boolean;
}

const rightsOf = async (db: Kysely<Database>): Promise<Rights> => {
  const { rows } = await sql<Rights>`
    select quote_ident(current_user) as "user", coalesce(row_security_active(to_regclass('tenant')), false) as walled
  `.execute(db);
  return rows[0] ?? { user: '', walled: false };
};

/**
 * Makes sure, before anything is migrated, that the gateway can become the writer, and is held back by nothing as long as
 * it does not. Roles are in no backup of a database.
 * @throws DatabaseRightsError
 */
export const ensureWriterRole = async (db: Kysely<Database>): Promise<void> => {
  const { user, walled } = await rightsOf(db);
  if (walled) {
    throw new DatabaseRightsError(
      `The database user ${user} does not own the gateway's tables and would see none of their rows. Use the user that owns them, or one that is a member of it.`,
    );
  }
  await sql
    .raw(makeRole)
    .execute(db)
    .catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== '42501') throw error;
      throw new DatabaseRightsError(
        `The database user ${user} can neither become the role ${writerRole} nor make it. Let somebody who may make roles run: create role ${writerRole} nologin; grant ${writerRole} to ${user};`,
        error,
      );
    });
};
