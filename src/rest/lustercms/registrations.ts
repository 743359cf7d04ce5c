import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { Admin, AdminFragment, exampleAdmin, toAdmin } from './admin-codec.js';
import { exampleOrganization, Organization, OrganizationFragment, toOrganization } from './organization-codec.js';
import {
  ApproveBody,
  exampleApproval,
  exampleForm,
  exampleRequest,
  fromApprove,
  fromRegister,
  fromStatus,
  RegisterBody,
  registrationFields as fields,
  RejectBody,
  Request,
  RequestFragment,
  Status,
  toRequest,
  toStatus,
} from './registration-codec.js';
import { toRole, User } from './user-codec.js';
import { listQuery, pathId } from './wire.js';

const OneRequest = z.object({
  request_id: pathId().meta({ description: 'The number of a request.', examples: [1] }),
});

const register = endpoint({
  route: 'POST /api/tenants/register',
  id: 'register',
  summary: 'Submit a new organization registration request',
  description:
    'Asks for an organization. An address that is known already gets the same answer, and a mail instead of a second request.',
  example: {
    body: { ...exampleForm, password: 'securepassword' },
    response: { id: 1, status: 'pending_approval', message: 'Registration request submitted' },
  },
  refusals: ['SLUG_TAKEN', 'SLUG_RESERVED'],
  public: true,
  request: z.object({ body: RegisterBody }),
  operation: graphql(`
    mutation LusterCmsRegister($input: RegisterOrganizationInput!) {
      registerOrganization(input: $input) {
        id
        status
      }
    }
  `),
  variables: ({ body }) => ({ input: fromRegister(body) }),
  fields,
  response: [
    201,
    z
      .object({ id: z.int(), status: Status, message: z.string() })
      .meta({ title: 'Registered', description: 'The request, and how it stands.' }),
  ],
  respond: ({ registerOrganization: { id, status } }) => ({
    id,
    status: toStatus(status),
    message: 'Registration request submitted',
  }),
});

const list = endpoint({
  route: 'GET /api/tenants/requests',
  id: 'listRequests',
  summary: 'List registration requests',
  description: 'Lists requests, the newest first. For superadmins, as all of this chapter but the form itself.',
  example: { response: [exampleRequest] },
  sends: ['X-Total-Count'],
  request: z.object({
    query: z.object({
      status: Status.optional().meta({ description: 'Only those of this status.', examples: ['pending_approval'] }),
      ...listQuery,
    }),
  }),
  operation: graphql(
    `
      query LusterCmsRequests($first: Int!, $offset: Int!, $status: RegistrationStatus) {
        registrationRequests(first: $first, offset: $offset, status: $status) {
          nodes {
            ...LusterCmsRequest
          }
          totalCount
        }
      }
    `,
    [RequestFragment],
  ),
  variables: ({ query: { status, limit, offset } }) => ({
    first: limit,
    offset,
    ...given({ status: status && fromStatus(status) }),
  }),
  response: [200, z.array(Request).describe('Requests, the newest first.')],
  respond: ({ registrationRequests }) => registrationRequests.nodes.map(toRequest),
  headers: ({ registrationRequests }) => ({ 'X-Total-Count': String(registrationRequests.totalCount) }),
});

const detail = endpoint({
  route: 'GET /api/tenants/requests/{request_id}',
  id: 'getRequest',
  summary: 'Get request details',
  description: 'Shows one request.',
  example: { response: exampleRequest },
  refusals: ['REQUEST_UNKNOWN'],
  request: z.object({ params: OneRequest }),
  operation: graphql(
    `
      query LusterCmsRequest($id: Int!) {
        registrationRequest(id: $id) {
          ...LusterCmsRequest
        }
      }
    `,
    [RequestFragment],
  ),
  variables: ({ params }) => ({ id: params.request_id }),
  response: [200, Request],
  respond: ({ registrationRequest }) => {
    if (!registrationRequest) throw new AppError('NOT_FOUND', 'Unknown.', { reason: 'REQUEST_UNKNOWN' });
    return toRequest(registrationRequest);
  },
});

const approve = endpoint({
  route: 'POST /api/tenants/requests/{request_id}/approve',
  id: 'approveRequest',
  summary: 'Approve a request',
  description:
    'Approves a request, with other values than it asked for where the body has some. It still has to be provisioned.',
  example: exampleApproval,
  refusals: [
    'REQUEST_UNKNOWN',
    new AppError('CONFLICT', 'Request is not pending approval', { reason: 'WRONG_STATE' }),
    'SLUG_TAKEN',
    'SLUG_RESERVED',
  ],
  request: z.object({ params: OneRequest, body: ApproveBody }),
  operation: graphql(
    `
      mutation LusterCmsApprove($id: Int!, $input: ApproveRegistrationInput!) {
        approveRegistration(id: $id, input: $input) {
          ...LusterCmsRequest
        }
      }
    `,
    [RequestFragment],
  ),
  variables: ({ params, body }) => ({ id: params.request_id, input: fromApprove(body) }),
  fields,
  response: [200, Request],
  respond: ({ approveRegistration }) => toRequest(approveRegistration),
});

const reject = endpoint({
  route: 'POST /api/tenants/requests/{request_id}/reject',
  id: 'rejectRequest',
  summary: 'Reject a request',
  description: 'Rejects a request, whose password is forgotten with that.',
  example: {
    body: { reason: 'Invalid business information provided' },
    response: {
      ...exampleRequest,
      status: 'rejected',
      rejection_reason: 'Invalid business information provided',
      reviewed_by: 1,
      reviewed_at: '2026-05-01T11:00:00Z',
    },
  },
  refusals: ['REQUEST_UNKNOWN', new AppError('CONFLICT', 'Request is not pending approval', { reason: 'WRONG_STATE' })],
  request: z.object({ params: OneRequest, body: RejectBody }),
  operation: graphql(
    `
      mutation LusterCmsReject($id: Int!, $reason: String!) {
        rejectRegistration(id: $id, reason: $reason) {
          ...LusterCmsRequest
        }
      }
    `,
    [RequestFragment],
  ),
  variables: ({ params, body }) => ({ id: params.request_id, reason: body.reason }),
  fields,
  response: [200, Request],
  respond: ({ rejectRegistration }) => toRequest(rejectRegistration),
});

const provision = endpoint({
  route: 'POST /api/tenants/requests/{request_id}/provision',
  id: 'provisionRequest',
  summary: 'Provision an approved request',
  description: 'Makes the organization, its admin and its first user, all or nothing. What fails may be repeated.',
  example: {
    response: {
      request: {
        ...exampleApproval.response,
        status: 'active',
        organization_id: 1,
        provisioned_at: '2026-05-01T12:00:00Z',
      },
      organization: exampleOrganization,
      admin: exampleAdmin,
      user: { id: 123, email: 'user@example.com', role: 'client_admin' },
    },
  },
  refusals: [
    'REQUEST_UNKNOWN',
    new AppError('CONFLICT', 'Request is not approved', { reason: 'WRONG_STATE' }),
    'SLUG_TAKEN',
    'ADMIN_TENANT_LIMIT',
  ],
  request: z.object({ params: OneRequest }),
  operation: graphql(
    `
      mutation LusterCmsProvision($id: Int!) {
        provisionRegistration(id: $id) {
          ...LusterCmsRequest
          organization {
            ...LusterCmsOrganization
          }
          admin {
            ...LusterCmsAdmin
          }
          user {
            number
            email
            role
          }
        }
      }
    `,
    [RequestFragment, OrganizationFragment, AdminFragment],
  ),
  variables: ({ params }) => ({ id: params.request_id }),
  response: [
    200,
    z
      .object({
        request: Request,
        organization: Organization.nullable(),
        admin: Admin.nullable(),
        user: User.nullable(),
      })
      .meta({ title: 'Provisioned', description: 'The request, and what came of it.' }),
  ],
  respond: ({ provisionRegistration: { organization, admin, user, ...request } }) => ({
    request: toRequest(request),
    organization: organization && toOrganization(organization),
    admin: admin && toAdmin(admin),
    user: user && { id: user.number, email: user.email, role: toRole(user.role) },
  }),
});

/** B1 to B6: how a company becomes an organization. */
export const registrationEndpoints: readonly Endpoint[] = [register, list, detail, approve, reject, provision];
