import { EncryptionKey } from '../auth/encryption-key.js';
import type { EncryptionKeys } from '../auth/encryption-keys.js';
import { Vault } from '../auth/vault.js';
import { WrongKeyError } from '../auth/wrong-key-error.js';
import { AuditLog } from '../entities/audit-log.js';
import { newRequestId } from '../ids.js';
import { inTransaction, type Orm } from '../orm.js';
import { auditAsSystem } from '../write.js';
import { StoredSecrets } from './stored-secrets.js';

/** What a rotation has done. */
export interface Rotation {
  /** The key that seals now. */
  readonly keyId: string;
  /** Whether that key was made for this rotation. */
  readonly isNew: boolean;
  readonly resealed: number;
  /** How many secrets other processes have meanwhile sealed with another key. */
  readonly left: number;
}

const shownFaults = 5;

/**
 * Which keys the stored secrets are sealed with.
 * @throws WrongKeyError naming those that cannot be opened
 */
const keysInUse = async (secrets: readonly StoredSecrets[], vault: Vault): Promise<ReadonlySet<string>> => {
  const used = new Set<string>();
  const faults: string[] = [];
  for (const each of secrets) {
    for await (const page of each.pages()) {
      for (const { row, sealed } of page) {
        try {
          used.add(vault.openWith(sealed, each.column, row).keyId);
        } catch (error) {
          faults.push((error as Error).message);
        }
      }
    }
  }
  if (faults.length === 0) return used;
  const shown = faults.slice(0, shownFaults).map((fault) => `\n  ${fault}`);
  throw new WrongKeyError(
    `${faults.length} of the secrets in the database cannot be opened, so nothing was changed. A key that is missing can be given as ENCRYPTION_KEY_PREVIOUS.${shown.join('')}`,
  );
};

/** One line for each rotation, however often it was interrupted. */
const auditOnce = (orm: Orm, keyId: string): Promise<void> =>
  inTransaction(orm, async (em) => {
    const action = 'encryption_key.rotated';
    const [last] = await em.find(AuditLog, { action }, { orderBy: { id: 'desc' }, limit: 1 });
    if (last?.targetId === keyId) return;
    auditAsSystem(em, newRequestId(), { action, targetType: 'encryption_key', targetId: keyId });
  });

/**
 * Seals every stored secret with the first key. Where that is so already, a new key is put in front of the key file first;
 * a rotation that was interrupted is thereby finished when it is run again. Keys are never removed.
 * @throws WrongKeyError where a secret cannot be opened; then nothing has been changed
 */
export const rotateEncryptionKey = async (orm: Orm, keys: EncryptionKeys): Promise<Rotation> => {
  const vault = new Vault(keys);
  const secrets = StoredSecrets.all(orm);
  const used = await keysInUse(secrets, vault);
  const isDone = [...used].every((id) => id === vault.keyId);
  const isNew = isDone && keys.file !== undefined;
  if (isNew) keys.file.add(EncryptionKey.random());
  if (isNew || !isDone) await auditOnce(orm, vault.keyId);
  let resealed = 0;
  let left = 0;
  for (const each of secrets) resealed += await each.reseal(vault);
  for (const each of secrets) left += await each.countOthers(vault);
  return { keyId: vault.keyId, isNew, resealed, left };
};
