import { z } from 'zod';
import { AppError, invalid } from '../../errors.js';
import { documented } from '../documented.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { endOf, statusWords } from './tenant-codec.js';
import { bodyTenant, refuseMismatch, refuseNoId, sayUnknown, tenantPath } from './tenant-path.js';
import { TenantId, ValidUpto } from './wire.js';

const word = (isActive: boolean): string => (isActive ? 'activated' : 'deactivated');

const activation = z.object({
  params: tenantPath,
  body: z
    .object({
      tenantid: bodyTenant,
      isactive: z.boolean().nullish().register(documented, { as: z.boolean() }).describe('Must be said.'),
    })
    .meta({ title: 'ChangeActivation', description: 'Whether the tenant shall be active.' }),
});

type Activation = z.output<typeof activation>;

/** Left out, it is false to the original, and a typing error would shut a tenant down. */
const refuseUndecided = ({ body }: Activation): AppError | undefined =>
  body.isactive == null
    ? invalid({ path: ['body', 'isactive'], code: 'REQUIRED', message: 'Say whether it shall be active' })
    : undefined;

const conflict = (message: string): AppError => new AppError('CONFLICT', message);

const explain = (error: AppError, request: Activation): AppError => {
  const { id } = request.params;
  switch (error.reason) {
    case 'WRONG_STATE':
      return conflict(`tenant ${id} is already ${word(request.body.isactive === true)}`);
    case 'ROOT_TENANT':
      return conflict('The root tenant cannot be deactivated.');
    case 'NOT_PROVISIONED': {
      const status = statusWords[error.params['status'] as keyof typeof statusWords];
      return conflict(`Tenant ${id} is not provisioned. Status: ${status}.`);
    }
    default:
      return sayUnknown(error, request);
  }
};

const changeActivation = endpoint({
  route: 'POST /api/v1/tenants/{id}/activation',
  id: 'changeActivation',
  summary: 'Activate or deactivate a tenant',
  description:
    'Lets the people of a tenant in, or shuts them out at once. A tenant whose provisioning has not completed is not activated.',
  example: {
    body: { tenantId: 'acme-corp', isActive: true },
    response: {
      tenantId: 'acme-corp',
      isActive: true,
      validUpto: '2026-06-30T23:59:59Z',
      message: 'tenant acme-corp is now activated',
    },
  },
  refusals: [
    'PATH_MISMATCH',
    'TENANT_UNKNOWN',
    new AppError('CONFLICT', 'It is active already.', { reason: 'WRONG_STATE' }),
    'ROOT_TENANT',
    'NOT_PROVISIONED',
    'LAST_ACTIVE_TENANT',
  ],
  access: 'Permissions.Tenants.Update',
  request: activation,
  guard: (request) => refuseMismatch(request, request.body.tenantid) ?? refuseUndecided(request) ?? refuseNoId(request),
  operation: graphql(`
    mutation FullstackheroActivation($tenant: ID!, $isActive: Boolean!) {
      activateTenant(tenant: $tenant) @include(if: $isActive) {
        status
        validUntil
      }
      suspendTenant(tenant: $tenant) @skip(if: $isActive) {
        status
        validUntil
      }
    }
  `),
  variables: ({ params, body }) => ({ tenant: params.id, isActive: body.isactive === true }),
  explain,
  response: [
    200,
    z
      .object({ tenantId: TenantId, isActive: z.boolean(), validUpto: ValidUpto, message: z.string() })
      .meta({ title: 'Activation', description: 'How the tenant stands now.' }),
  ],
  respond: ({ activateTenant, suspendTenant }, { input: { params } }) => {
    const tenant = activateTenant ?? suspendTenant;
    if (!tenant) throw new Error('One of the two has run.');
    const isActive = tenant.status === 'ACTIVE';
    return {
      tenantId: params.id,
      isActive,
      validUpto: endOf(tenant.validUntil),
      message: `tenant ${params.id} is now ${word(isActive)}`,
    };
  },
});

/** D7. */
export const activationEndpoints = [changeActivation];
