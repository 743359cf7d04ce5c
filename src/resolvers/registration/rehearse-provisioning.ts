import { ulid } from 'ulidx';
import type { Context } from '../../context.js';
import { RegistrationRequest, type RegistrationForm } from '../../entities/registration-request.js';
import { write } from '../../write.js';
import { makeOrganization } from './make-organization.js';
import { approve } from './review-registration.js';

class TakenBack extends Error {}

/**
 * Does for the form of a known address what provisioning does for a new one, and takes all of it back: so the answer says
 * the same after about the same time. Under a name and an address that nobody has, because those of the form are in use.
 * @throws where a new address could not be provisioned either
 */
export const rehearseProvisioning = async (context: Context, form: RegistrationForm): Promise<void> => {
  const unused = ulid().toLowerCase();
  const rehearsed = { ...form, email: `${unused}@rehearsal.invalid`, desiredOrgSlug: `rehearsal-${unused}` };
  const rehearsal = write(context, async (tx) => {
    const request = RegistrationRequest.submit(rehearsed);
    await tx.em.persist(request).flush();
    await approve(tx, context, request.id, {});
    await tx.em.flush();
    await makeOrganization(tx, context, request);
    await tx.em.flush();
    throw new TakenBack();
  });
  await rehearsal.catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error;
  });
};
