import { z } from 'zod';
import { AppError, invalid } from '../../errors.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { moment } from './members.js';
import { planKeyRefusal, isPlanKey } from './plan-key.js';
import { endOf } from './tenant-codec.js';
import { refuseMismatch, refuseNoId, sayUnknown, tenantPath } from './tenant-path.js';

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
  summary: 'Extend a subscription by one term of its plan, or of another',
  access: 'Permissions.Tenants.UpgradeSubscription',
  request: z.object({
    params: tenantPath,
    body: z.object({ tenantid: z.string().nullish(), plankey: z.string().nullish() }),
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
    z.object({
      tenantId: z.string(),
      validUpto: z.iso.datetime(),
      planKey: z.string().nullable(),
      planChanged: z.boolean(),
    }),
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
  summary: 'Set the end of a subscription, also to the past',
  access: 'Permissions.Tenants.UpgradeSubscription',
  request: z.object({
    params: tenantPath,
    body: z.object({ tenantid: z.string().nullish(), validupto: moment.optional() }),
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
  response: [200, z.object({ tenantId: z.string(), validUpto: z.iso.datetime() })],
  respond: ({ adjustTenantValidity: { validUntil } }, { input: { params } }) => ({
    tenantId: params.id,
    validUpto: endOf(validUntil),
  }),
});

const upgradeTenant = endpoint({
  route: 'POST /api/v1/tenants/{id}/upgrade',
  summary: 'Extend a subscription to a date',
  access: 'Permissions.Tenants.Update',
  request: z.object({
    params: tenantPath,
    body: z.object({ tenant: z.string().nullish(), extendedexpirydate: moment.optional() }),
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
  response: [200, z.object({ newValidity: z.iso.datetime(), tenant: z.string() })],
  respond: ({ adjustTenantValidity: { validUntil } }, { input: { params } }) => ({
    newValidity: endOf(validUntil),
    tenant: params.id,
  }),
});

/** D9, D10 and D8. */
export const subscriptionEndpoints = [renewTenant, adjustValidity, upgradeTenant];
