import { z } from 'zod';
import { AppError, invalid } from '../../errors.js';
import { documented } from '../documented.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { moment } from './members.js';
import { planKeyRefusal, isPlanKey } from './plan-key.js';
import { endOf } from './tenant-codec.js';
import { bodyTenant, refuseMismatch, refuseNoId, sayUnknown, tenantPath } from './tenant-path.js';
import { TenantId, ValidUpto } from './wire.js';

const unfit = (member: string, message: string): AppError =>
  invalid({ path: ['body', member], code: 'OTHER', message });

/** An empty key is none. */
const planOf = (key: string | null | undefined): string | null => (key == null || key.trim() === '' ? null : key);

const adjustment = graphql(`
  mutation FullstackheroAdjustValidity($tenant: ID!, $validUntil: DateTime!, $onlyLater: Boolean!) {
    adjustTenantValidity(tenant: $tenant, validUntil: $validUntil, onlyLater: $onlyLater) {
      validUntil
    }
  }
`);

const renewTenant = endpoint({
  route: 'POST /api/v1/tenants/{id}/renew',
  id: 'renewTenant',
  summary: 'Extend a subscription by one term of its plan, or of another',
  description: 'Adds one term of the plan to what is left of the subscription, or to now where nothing is left.',
  example: {
    body: { tenantId: 'acme-corp', planKey: 'starter' },
    response: { tenantId: 'acme-corp', validUpto: '2026-07-30T23:59:59Z', planKey: 'starter', planChanged: false },
  },
  refusals: ['PATH_MISMATCH', 'TENANT_UNKNOWN', 'PLAN_UNKNOWN', 'ROOT_TENANT'],
  access: 'Permissions.Tenants.UpgradeSubscription',
  request: z.object({
    params: tenantPath,
    body: z
      .object({ tenantid: bodyTenant, plankey: z.string().nullish().describe('Another plan than the present one.') })
      .meta({ title: 'RenewTenant', description: 'Whose subscription, and on which plan.' }),
  }),
  guard: (request) => {
    const plan = planOf(request.body.plankey);
    const refused = plan === null || isPlanKey(plan) ? undefined : unfit('plankey', planKeyRefusal);
    return refuseMismatch(request, request.body.tenantid) ?? refused ?? refuseNoId(request);
  },
  operation: graphql(`
    mutation FullstackheroRenew($tenant: ID!, $plan: String) {
      renewTenant(tenant: $tenant, plan: $plan) {
        tenant {
          validUntil
          plan
        }
        planChanged
      }
    }
  `),
  variables: ({ params, body }) => ({ tenant: params.id, plan: planOf(body.plankey) }),
  explain: sayUnknown,
  response: [
    200,
    z
      .object({ tenantId: TenantId, validUpto: ValidUpto, planKey: z.string().nullable(), planChanged: z.boolean() })
      .meta({ title: 'Renewal', description: 'The end and the plan from now on.' }),
  ],
  respond: ({ renewTenant: { tenant, planChanged } }, { input: { params } }) => ({
    tenantId: params.id,
    validUpto: endOf(tenant.validUntil),
    planKey: tenant.plan,
    planChanged,
  }),
});

/** What .NET takes for a date that was left out. */
const isNoDate = (date: Date | undefined): boolean => date === undefined || date.getUTCFullYear() <= 1;

const adjustValidity = endpoint({
  route: 'POST /api/v1/tenants/{id}/adjust-validity',
  id: 'adjustValidity',
  summary: 'Set the end of a subscription, also to the past',
  description: 'Sets the end of a subscription, also to the past.',
  example: {
    body: { tenantId: 'acme-corp', validUpto: '2026-06-30T23:59:59Z' },
    response: { tenantId: 'acme-corp', validUpto: '2026-06-30T23:59:59Z' },
  },
  refusals: ['PATH_MISMATCH', 'TENANT_UNKNOWN', 'ROOT_TENANT'],
  access: 'Permissions.Tenants.UpgradeSubscription',
  request: z.object({
    params: tenantPath,
    body: z
      .object({
        tenantid: bodyTenant,
        validupto: moment
          .optional()
          .register(documented, { as: z.iso.datetime({ offset: true }) })
          .describe('In UTC where it names no zone.'),
      })
      .meta({ title: 'AdjustValidity', description: 'Whose subscription, and its end.' }),
  }),
  guard: (request) => {
    const refused = isNoDate(request.body.validupto)
      ? unfit('validupto', "A valid 'validUpto' date is required.")
      : undefined;
    return refuseMismatch(request, request.body.tenantid) ?? refused ?? refuseNoId(request);
  },
  operation: adjustment,
  variables: ({ params, body }) => ({
    tenant: params.id,
    validUntil: body.validupto?.toISOString() ?? '',
    onlyLater: false,
  }),
  fields: { validUntil: ['body', 'validupto'] },
  explain: (error, request) =>
    error.reason === 'ROOT_TENANT'
      ? unfit('tenantid', "The root operator tenant's validity cannot be adjusted.")
      : sayUnknown(error, request),
  response: [
    200,
    z
      .object({ tenantId: TenantId, validUpto: ValidUpto })
      .meta({ title: 'Validity', description: 'The end from now on.' }),
  ],
  respond: ({ adjustTenantValidity: { validUntil } }, { input: { params } }) => ({
    tenantId: params.id,
    validUpto: endOf(validUntil),
  }),
});

const upgradeTenant = endpoint({
  route: 'POST /api/v1/tenants/{id}/upgrade',
  id: 'upgradeTenant',
  summary: 'Extend a subscription to a date',
  description: 'Moves the end of a subscription to a later date.',
  example: {
    body: { tenant: 'acme-corp', extendedExpiryDate: '2099-06-30T23:59:59Z' },
    response: { newValidity: '2099-06-30T23:59:59Z', tenant: 'acme-corp' },
  },
  refusals: ['PATH_MISMATCH', 'TENANT_UNKNOWN', 'ROOT_TENANT', 'NOT_LATER'],
  access: 'Permissions.Tenants.Update',
  request: z.object({
    params: tenantPath,
    body: z
      .object({
        tenant: bodyTenant,
        extendedexpirydate: moment
          .optional()
          .register(documented, { as: z.iso.datetime({ offset: true }) })
          .describe('Later than now and than the present end. In UTC where it names no zone.'),
      })
      .meta({ title: 'UpgradeTenant', description: 'Whose subscription, and its new end.' }),
  }),
  guard: (request) => {
    const now = new Date();
    const { extendedexpirydate: date } = request.body;
    const message = `'Extended Expiry Date' must be greater than '${now.toISOString()}'.`;
    const refused = date !== undefined && date > now ? undefined : unfit('extendedexpirydate', message);
    return refuseMismatch(request, request.body.tenant) ?? refused ?? refuseNoId(request);
  },
  operation: adjustment,
  variables: ({ params, body }) => ({
    tenant: params.id,
    validUntil: body.extendedexpirydate?.toISOString() ?? '',
    onlyLater: true,
  }),
  fields: { validUntil: ['body', 'extendedexpirydate'] },
  explain: sayUnknown,
  response: [
    200,
    z
      .object({ newValidity: ValidUpto, tenant: TenantId })
      .meta({ title: 'Upgrade', description: 'The end from now on.' }),
  ],
  respond: ({ adjustTenantValidity: { validUntil } }, { input: { params } }) => ({
    newValidity: endOf(validUntil),
    tenant: params.id,
  }),
});

/** D9, D10 and D8. */
export const subscriptionEndpoints = [renewTenant, adjustValidity, upgradeTenant];
