import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { email, text } from '../../violations.js';
import { fromSettings, Settings, SettingsBody, settingsFields, toSettings } from './tenant-settings.js';
import { leftOut, Slug, Status, Time, toTime } from './wire.js';

/** A tenant as clients read it. Times are UTC, without a fraction of a second. */
export const Tenant = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    status: z.string().describe('`ACTIVE` or `SUSPENDED`.'),
    partner_id: z.string(),
    contact_email: z.string().nullable(),
    settings: Settings,
    branding: z.record(z.string(), z.unknown()),
    created_at: Time,
    updated_at: Time,
  })
  .meta({ title: 'Tenant', description: 'A tenant.' });

export const exampleTenant: z.output<typeof Tenant> = {
  id: 'tnt_V1StGXR8Z5jdHi6B',
  name: 'Acme Corp',
  slug: 'acme',
  status: 'ACTIVE',
  partner_id: 'prt_7Hc2bWqL8Hn5pZa3',
  contact_email: 'it@acme.example',
  settings: {
    mfa_required: true,
    mfa_methods: ['totp', 'webauthn'],
    password_policy: { min_length: 12 },
    session_timeout: 60,
  },
  branding: {},
  created_at: '2026-05-17T12:20:47Z',
  updated_at: '2026-05-17T12:20:47Z',
};

const Branding = z.record(z.string(), z.unknown());

export const CreateTenantBody = z
  .object({
    name: text(1, 255),
    slug: leftOut(Slug),
    partner_id: leftOut(text(1, 255).describe("The platform's own partner unless given.")),
    contact_email: leftOut(email()),
    status: leftOut(Status),
    settings: leftOut(SettingsBody),
    branding: leftOut(Branding),
  })
  .meta({ title: 'CreateTenant', description: 'A new tenant. Only its name is required.' });

/** What is left out stays as it is. Null removes the address; the other fields are never empty. */
export const UpdateTenantBody = z
  .object({
    name: text(1, 255).optional(),
    slug: z.string().optional().meta({ description: 'Only as the slug that it has: slugs never change.' }),
    partner_id: text(1, 255).optional().meta({ description: 'Hands the tenant to another partner.' }),
    contact_email: email().nullish(),
    status: Status.optional(),
    settings: SettingsBody.optional(),
    branding: Branding.optional(),
  })
  .meta({ title: 'UpdateTenant', description: 'What is left out stays as it is. Null removes the address.' });

/** Where the schema's fields stand in a body. */
export const tenantFields = {
  ...settingsFields,
  displayName: ['body', 'name'],
  adminId: ['body', 'partner_id'],
  contactEmail: ['body', 'contact_email'],
} as const;

type Body = z.output<typeof UpdateTenantBody>;

/** What the client wrote, as the schema takes it. */
export const fromBody = ({ name, partner_id, contact_email, settings, ...same }: Body) =>
  given({
    ...same,
    displayName: name,
    adminId: partner_id,
    contactEmail: contact_email,
    settings: settings && fromSettings(settings),
  });

export const TenantFragment = graphql(`
  fragment ScaiKeyTenant on Tenant @_unmask {
    id
    displayName
    slug
    status
    adminId
    contactEmail
    settings {
      mfaRequired
      mfaMethods
      passwordPolicy
      sessionTimeout
      extra
    }
    branding
    createdAt
    updatedAt
  }
`);

/** What the schema answers, as the client reads it. */
export const toTenant = (tenant: ResultOf<typeof TenantFragment>): z.output<typeof Tenant> => ({
  id: tenant.id,
  name: tenant.displayName,
  slug: tenant.slug,
  status: tenant.status,
  partner_id: tenant.adminId,
  contact_email: tenant.contactEmail,
  settings: toSettings(tenant.settings),
  branding: tenant.branding,
  created_at: toTime(tenant.createdAt),
  updated_at: toTime(tenant.updatedAt),
});
