import { Provisioning, ProvisioningStep, provisioningSteps } from './entities/provisioning.js';
import type { Write } from './write.js';

/**
 * Begins an attempt to make a tenant's store ready and asks for it to be worked on, both with the transaction of `tx`:
 * whoever makes an attempt does it here. Auditing it is the caller's.
 * @param passwordHash what the user of the tenant's admin e-mail starts with, if that user is new
 * @throws the unique violation `provisioning_open` where an attempt of the tenant is open already
 */
export const startProvisioning = async (
  { em, db, jobs }: Write,
  tenantId: string,
  passwordHash: string | null,
): Promise<Provisioning> => {
  const attempt = Provisioning.create(tenantId, passwordHash);
  await em.persist(attempt).flush();
  for (const step of provisioningSteps) em.persist(ProvisioningStep.create(attempt.id, step));
  await jobs.send(db, attempt);
  return attempt;
};
