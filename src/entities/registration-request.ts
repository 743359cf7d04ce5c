import { defineEntity, p } from '@mikro-orm/core';
import { AppError } from '../errors.js';
import { Admin } from './admin.js';
import { Organization } from './organization.js';
import { User } from './user.js';

export const registrationStatuses = ['PENDING_APPROVAL', 'APPROVED', 'REJECTED', 'ACTIVE'] as const;
export type RegistrationStatus = (typeof registrationStatuses)[number];

export const RegistrationRequestTable = defineEntity({
  name: 'RegistrationRequest',
  tableName: 'registration_request',
  properties: {
    id: p.integer().primary().autoincrement(),
    email: p.text(),
    /** Wiped when the request is rejected or has become a user. */
    passwordHash: p.text().nullable(),
    companyName: p.text(),
    contactName: p.text().nullable(),
    phone: p.text().nullable(),
    desiredOrgName: p.text(),
    desiredOrgSlug: p.text(),
    utmSource: p.text().nullable(),
    utmMedium: p.text().nullable(),
    utmCampaign: p.text().nullable(),
    /** The slug the organization will have: the desired one until an approver decides otherwise. */
    slug: p.text(),
    /** The reseller it came under, if any; in the end the one of its organization. */
    admin: () => p.manyToOne(Admin).mapToPk().nullable(),
    status: p.enum(registrationStatuses),
    /** What the approver decided otherwise. */
    orgName: p.text().nullable(),
    orgSlug: p.text().nullable(),
    initialCreditLimit: p.bigint('number').nullable(),
    storageLimitGb: p.integer().nullable(),
    maxUsers: p.integer().nullable(),
    rejectionReason: p.text().nullable(),
    reviewedBy: () => p.manyToOne(User).mapToPk().nullable(),
    reviewedAt: p.datetime(3).nullable(),
    organization: () => p.manyToOne(Organization).mapToPk().nullable(),
    provisionedAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
  uniques: [
    {
      name: 'registration_request_open_email',
      properties: ['email'],
      where: "status in ('PENDING_APPROVAL', 'APPROVED')",
    },
    {
      name: 'registration_request_open_slug',
      properties: ['slug'],
      where: "status in ('PENDING_APPROVAL', 'APPROVED')",
    },
  ],
  indexes: [{ name: 'registration_request_status', properties: ['status', 'id'] }],
});

/** What the form holds. */
export interface RegistrationForm {
  readonly email: string;
  readonly passwordHash: string;
  readonly companyName: string;
  readonly contactName: string | null;
  readonly phone: string | null;
  readonly desiredOrgName: string;
  readonly desiredOrgSlug: string;
  readonly utmSource: string | null;
  readonly utmMedium: string | null;
  readonly utmCampaign: string | null;
  readonly adminId: number | null;
}

/** What an approver may decide otherwise than the form and the defaults say. */
export interface ApprovalOverrides {
  readonly orgName?: string | null | undefined;
  readonly orgSlug?: string | null | undefined;
  readonly initialCreditLimit?: number | null | undefined;
  readonly storageLimitGb?: number | null | undefined;
  readonly maxUsers?: number | null | undefined;
}

/**
 * A company asking for an organization: PENDING_APPROVAL → APPROVED → ACTIVE, or PENDING_APPROVAL → REJECTED.
 * Any other step is a CONFLICT.
 */
export class RegistrationRequest extends RegistrationRequestTable.class {
  static submit(form: RegistrationForm): RegistrationRequest {
    const { adminId, ...fields } = form;
    const now = new Date();
    return Object.assign(new RegistrationRequest(), fields, {
      admin: adminId,
      slug: form.desiredOrgSlug,
      status: 'PENDING_APPROVAL' as const,
      createdAt: now,
      updatedAt: now,
    });
  }

  /** @throws CONFLICT unless it is pending approval */
  approve(reviewer: number | null, overrides: ApprovalOverrides): void {
    this.leave('PENDING_APPROVAL', 'Request is not pending approval');
    this.orgName = overrides.orgName ?? null;
    this.orgSlug = overrides.orgSlug ?? null;
    this.slug = this.orgSlug ?? this.desiredOrgSlug;
    this.initialCreditLimit = overrides.initialCreditLimit ?? null;
    this.storageLimitGb = overrides.storageLimitGb ?? null;
    this.maxUsers = overrides.maxUsers ?? null;
    this.review('APPROVED', reviewer);
  }

  /** @throws CONFLICT unless it is pending approval */
  reject(reviewer: number | null, reason: string): void {
    this.leave('PENDING_APPROVAL', 'Request is not pending approval');
    this.rejectionReason = reason;
    this.passwordHash = null;
    this.review('REJECTED', reviewer);
  }

  /** Becomes the organization; the password now belongs to a user. @throws CONFLICT unless it is approved */
  activate(organizationId: number, adminId: number): void {
    this.assertApproved();
    this.admin = adminId;
    this.status = 'ACTIVE';
    this.organization = organizationId;
    this.passwordHash = null;
    this.provisionedAt = new Date();
    this.updatedAt = this.provisionedAt;
  }

  /** @throws CONFLICT unless it is approved */
  assertApproved(): void {
    this.leave('APPROVED', 'Request is not approved');
  }

  private leave(expected: RegistrationStatus, message: string): void {
    if (this.status === expected) return;
    throw new AppError('CONFLICT', message, { reason: 'WRONG_STATE' });
  }

  private review(status: RegistrationStatus, reviewer: number | null): void {
    this.status = status;
    this.reviewedBy = reviewer;
    this.reviewedAt = new Date();
    this.updatedAt = this.reviewedAt;
  }
}

RegistrationRequestTable.setClass(RegistrationRequest);
