import type { Context } from '../../context.js';
import type { Changes } from '../../entities/audit-log.js';
import type { ApprovalOverrides, RegistrationRequest } from '../../entities/registration-request.js';
import { assertSlug } from '../../entities/slug.js';
import { changesBetween, write, type Write } from '../../write.js';
import { approvedMail, rejectedMail } from './registration-mails.js';
import { registrationForWrite } from './registration-reads.js';
import { assertSlugFree, slugConflicts } from './registration-slug.js';

/** What a decision changes, as the audit log may know it. */
const auditable = (request: RegistrationRequest): Record<string, unknown> => ({
  status: request.status,
  orgName: request.orgName,
  orgSlug: request.orgSlug,
  initialCreditLimit: request.initialCreditLimit,
  storageLimitGb: request.storageLimitGb,
  maxUsers: request.maxUsers,
  rejectionReason: request.rejectionReason,
});

const changing = (request: RegistrationRequest, change: () => void): Changes => {
  const before = auditable(request);
  change();
  return changesBetween(before, auditable(request));
};

/** Says to the audit log what was decided about a request. */
export const auditRegistration = (tx: Write, verb: string, request: RegistrationRequest, changes: Changes): void => {
  tx.audit({
    action: `registration.${verb}`,
    targetType: 'registration_request',
    targetId: String(request.id),
    adminId: request.admin ?? null,
    changes,
  });
};

/** Accepts a request in the transaction that it is given. */
export const approve = async (
  tx: Write,
  context: Context,
  id: number,
  overrides: ApprovalOverrides,
): Promise<RegistrationRequest> => {
  const request = await registrationForWrite(tx, context, id);
  const changes = changing(request, () => {
    request.approve(context.viewer.userId, overrides);
  });
  assertSlug(request.slug, 'orgSlug');
  await assertSlugFree(tx, request.slug, id);
  auditRegistration(tx, 'approved', request, changes);
  return request;
};

/**
 * Accepts a request, with what the approver decides otherwise.
 * @throws NOT_FOUND, CONFLICT (not pending, slug taken meanwhile), INVALID (slug reserved)
 */
export const approveRegistration = async (
  context: Context,
  id: number,
  overrides: ApprovalOverrides,
): Promise<void> => {
  const mail = await write(context, async (tx) => approvedMail(await approve(tx, context, id, overrides))).catch(
    slugConflicts(() => overrides.orgSlug ?? ''),
  );
  context.services.mailer.send(mail);
};

/** Refuses a request and forgets its password. @throws NOT_FOUND, CONFLICT (not pending) */
export const rejectRegistration = async (context: Context, id: number, reason: string): Promise<void> => {
  const mail = await write(context, async (tx) => {
    const request = await registrationForWrite(tx, context, id);
    const changes = changing(request, () => {
      request.reject(context.viewer.userId, reason);
    });
    auditRegistration(tx, 'rejected', request, changes);
    return rejectedMail(request, reason);
  });
  context.services.mailer.send(mail);
};
