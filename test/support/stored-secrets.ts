import { createCipheriv, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { existingEncryptionKeys } from '../../src/auth/encryption-keys.js';
import { Vault } from '../../src/auth/vault.js';
import { loadConfig } from '../../src/config.js';
import { openDatabase, type OpenDatabase } from '../../src/database.js';
import type { Sealed } from '../../src/entities/sealed-text.js';
import { kyselyOf } from '../../src/orm.js';
import { StoredSecrets } from '../../src/rotation/stored-secrets.js';

type Variables = Readonly<Record<string, string>>;

const onDatabase = async <T>(variables: Variables, work: (database: OpenDatabase) => Promise<T>): Promise<T> => {
  const database = await openDatabase(loadConfig(variables));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
};

/** As secrets were sealed before keys had names and secrets belonged to rows. */
export const sealUnnamed = (secret: string, key: Buffer): Sealed => {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64') as unknown as Sealed;
};

/** Tenants with connection strings that were sealed with the first key at hand, every other one as in the first version. */
export const storeConnections = (variables: Variables, count: number): Promise<void> =>
  onDatabase(variables, async ({ orm }) => {
    const keys = existingEncryptionKeys(loadConfig(variables));
    const [key] = keys.current();
    const vault = new Vault(keys);
    const ids = Array.from({ length: count }, (_, index) => `tnt_stored${String(index).padStart(10, '0')}`);
    const sealed = ids.map((id, index) =>
      index % 2 === 0
        ? sealUnnamed(`secret of ${id}`, key.bytes)
        : vault.seal(`secret of ${id}`, 'tenant.sealed_connection_string', id),
    );
    await sql`insert into tenant (id, slug, display_name, status, admin_id, settings, branding, database_name, created_at,
        updated_at, sealed_connection_string)
      select s.id, lower(replace(s.id, '_', '-')), s.id, 'ACTIVE', (select min(id) from admin), '{}', '{}', lower(s.id), now(), now(), s.text
      from unnest(${ids}::text[], ${sealed}::text[]) as s(id, text)`.execute(kyselyOf(orm.em));
  });

/** Every stored secret with the key that opens it, as a process with these variables finds them. @throws where one stays shut */
export const openStored = (
  variables: Variables,
): Promise<{ column: string; row: string; secret: string; keyId: string }[]> =>
  onDatabase(variables, async ({ orm }) => {
    const vault = new Vault(existingEncryptionKeys(loadConfig(variables)));
    const opened = [];
    for (const each of StoredSecrets.all(orm)) {
      for await (const page of each.pages()) {
        for (const { row, sealed } of page) {
          opened.push({ column: each.column, row, ...vault.openWith(sealed, each.column, row) });
        }
      }
    }
    return opened;
  });

/** What one statement answers. */
export const ask = (variables: Variables, statement: string): Promise<readonly unknown[]> =>
  onDatabase(variables, async ({ orm }) => (await sql.raw(statement).execute(kyselyOf(orm.em))).rows);
