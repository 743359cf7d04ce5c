import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { Admin, AdminFragment, exampleAdmin, GrantBody, OwnerBody, SuspendBody, toAdmin } from './admin-codec.js';
import { pathId } from './wire.js';

const OneAdmin = z.object({ id: pathId().meta({ description: 'The number of an admin.', examples: [1] }) });

const grant = endpoint({
  route: 'POST /api/tenants/admins/{id}/grant-credits',
  id: 'grantCredits',
  summary: "Add to an admin's pool of credits",
  description: 'Adds credits to the pool from which an admin gives its organizations theirs.',
  example: { body: { admin_id: 1, amount: 10000, reason: 'Monthly allocation' }, response: exampleAdmin },
  refusals: [
    'ADMIN_UNKNOWN',
    'PATH_MISMATCH',
    new AppError('CONFLICT', "The platform's own account has no pool of credits", { reason: 'PLATFORM_ADMIN' }),
  ],
  request: z.object({ params: OneAdmin, body: GrantBody }),
  guard: ({ params, body }) =>
    body.admin_id === undefined || body.admin_id === params.id
      ? undefined
      : new AppError('INVALID', 'The body names another admin than the path.', { reason: 'PATH_MISMATCH' }),
  operation: graphql(
    `
      mutation LusterCmsGrantCredits($id: ID!, $amount: SafeInt!, $reason: String) {
        grantAdminCredits(admin: $id, amount: $amount, reason: $reason) {
          ...LusterCmsAdmin
        }
      }
    `,
    [AdminFragment],
  ),
  variables: ({ params, body }) => ({ id: String(params.id), amount: body.amount, reason: body.reason ?? null }),
  response: [200, Admin],
  respond: ({ grantAdminCredits }) => toAdmin(grantAdminCredits),
});

const suspend = endpoint({
  route: 'POST /api/tenants/admins/{id}/suspend',
  id: 'suspendAdmin',
  summary: 'Suspend an admin',
  description: 'Shuts the owner of an admin out. Its organizations go on.',
  example: {
    body: { reason: 'Payment overdue' },
    response: { ...exampleAdmin, status: 'suspended', suspension_reason: 'Payment overdue' },
  },
  refusals: [
    'ADMIN_UNKNOWN',
    new AppError('CONFLICT', 'Admin is already suspended', { reason: 'WRONG_STATE' }),
    'PLATFORM_ADMIN',
  ],
  request: z.object({ params: OneAdmin, body: SuspendBody }),
  operation: graphql(
    `
      mutation LusterCmsSuspendAdmin($id: ID!, $reason: String!) {
        suspendAdmin(admin: $id, reason: $reason) {
          ...LusterCmsAdmin
        }
      }
    `,
    [AdminFragment],
  ),
  variables: ({ params, body }) => ({ id: String(params.id), reason: body.reason }),
  response: [200, Admin],
  respond: ({ suspendAdmin }) => toAdmin(suspendAdmin),
});

const reactivate = endpoint({
  route: 'POST /api/tenants/admins/{id}/reactivate',
  id: 'reactivateAdmin',
  summary: 'Let an admin back in',
  description: 'Ends a suspension.',
  example: { response: exampleAdmin },
  refusals: ['ADMIN_UNKNOWN', new AppError('CONFLICT', 'Admin is not suspended', { reason: 'WRONG_STATE' })],
  request: z.object({ params: OneAdmin }),
  operation: graphql(
    `
      mutation LusterCmsReactivateAdmin($id: ID!) {
        reactivateAdmin(admin: $id) {
          ...LusterCmsAdmin
        }
      }
    `,
    [AdminFragment],
  ),
  variables: ({ params }) => ({ id: String(params.id) }),
  response: [200, Admin],
  respond: ({ reactivateAdmin }) => toAdmin(reactivateAdmin),
});

const assignOwner = endpoint({
  route: 'POST /api/tenants/admins/{id}/assign-owner',
  id: 'assignOwner',
  summary: 'Make a user the owner of an admin',
  description: 'Makes a user the owner, who has the role `admin` from then on.',
  example: { body: { user_id: 123 }, response: exampleAdmin },
  refusals: [
    'ADMIN_UNKNOWN',
    'USER_UNKNOWN',
    new AppError('CONFLICT', "The platform's own account has no owner", { reason: 'PLATFORM_ADMIN' }),
  ],
  request: z.object({ params: OneAdmin, body: OwnerBody }),
  operation: graphql(
    `
      mutation LusterCmsAssignOwner($id: ID!, $user: ID!) {
        assignAdminOwner(admin: $id, user: $user) {
          ...LusterCmsAdmin
        }
      }
    `,
    [AdminFragment],
  ),
  variables: ({ params, body }) => ({ id: String(params.id), user: String(body.user_id) }),
  response: [200, Admin],
  respond: ({ assignAdminOwner }) => toAdmin(assignAdminOwner),
});

/** B15 to B18: what happens to a reseller's account. */
export const adminAccountEndpoints: readonly Endpoint[] = [grant, suspend, reactivate, assignOwner];
