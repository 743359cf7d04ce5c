import type { Context } from '../../context.js';
import { AppError } from '../../errors.js';
import { write } from '../../write.js';
import { makeOrganization } from './make-organization.js';
import { provisionedMail } from './registration-mails.js';
import { registrationForWrite } from './registration-reads.js';
import { slugConflicts } from './registration-slug.js';
import { auditRegistration } from './review-registration.js';

/** Puts on record that an approved request could not become an organization; it stays approved. */
const recordFailure = (context: Context, id: number, error: unknown): Promise<void> =>
  write(context, async (tx) => {
    const request = await registrationForWrite(tx, context, id);
    const known = error instanceof AppError ? { code: error.code, reason: error.reason ?? null } : { code: 'INTERNAL' };
    auditRegistration(tx, 'provision_failed', request, { after: known });
  });

/**
 * Makes an approved request an organization, once. What fails leaves no trace but a line in the audit log.
 * @throws NOT_FOUND, CONFLICT (not approved, slug taken meanwhile, reseller suspended or full)
 */
export const provisionRegistration = async (context: Context, id: number): Promise<void> => {
  const { mailer } = context.services;
  const started = { slug: undefined as string | undefined };
  const attempt = write(context, async (tx) => {
    const request = await registrationForWrite(tx, context, id);
    request.assertApproved();
    started.slug = request.slug;
    return provisionedMail(request, await makeOrganization(tx, context, request));
  });
  try {
    const mail = await attempt.catch(slugConflicts(() => started.slug ?? ''));
    mailer.send(mail);
  } catch (error) {
    if (started.slug !== undefined) await recordFailure(context, id, error);
    throw error;
  }
};
