import { Provisioning, ProvisioningStep, provisioningSteps } from './entities/provisioning.js';
import type { Write } from './write.js';

/**
 * Begins an attempt to make a tenant's store ready, asks for it to be worked on and tells whoever watches, all with the transaction of `tx`:
 * whoever makes an attempt does it here. Auditing it is the caller's.
 * @param passwordHash what the user of the tenant's admin e-mail starts with, if that user is new
 * @throws the unique violation `provisioning_open` where an attempt of the tenant is open already
 */
export const startProvisioning = async (
  tx: Write,
  tenantId: string,
  passwordHash: string | null,
): Promise<Provisioning> => {
  const { em, db, jobs } = tx;
  const attempt = Provisioning.create(tenantId, passwordHash);
  await em.persist(attempt).flush();
  for (const step of provisioningSteps) em.persist(ProvisioningStep.create(attempt.id, step));
  await jobs.send(db, attempt);
  tx.announce('provisioning', () => ({ tenantId }));
  return attempt;
};
