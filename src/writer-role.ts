import { sql, type Kysely } from 'kysely';
import type { Database } from './entities/index.js';

/** The role that mutations write as. Roles belong to the whole server, so several databases may share it. */
export const writerRole = 'tenantry_writer';

/** The server does not let the gateway become the role that it writes as. */
export class WriterRoleError extends Error {
  constructor(user: string, cause: unknown) {
    super(
      `The database user ${user} can neither become the role ${writerRole} nor make it. Let somebody who may make roles run: create role ${writerRole} nologin; grant ${writerRole} to "${user}";`,
      { cause },
    );
    this.name = 'WriterRoleError';
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

/**
 * Makes sure, before anything is migrated, that the gateway can become the writer. Roles are in no backup of a database.
 * @throws WriterRoleError
 */
export const ensureWriterRole = async (db: Kysely<Database>): Promise<void> => {
  try {
    await sql.raw(makeRole).execute(db);
  } catch (error) {
    if ((error as { code?: unknown }).code !== '42501') throw error;
    const { rows } = await sql<{ user: string }>`select current_user as "user"`.execute(db);
    throw new WriterRoleError(rows[0]?.user ?? '', error);
  }
};
