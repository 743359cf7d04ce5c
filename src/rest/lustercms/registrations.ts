import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { given } from '../given.js';
import { graphql } from '../graphql.js';
import { Admin, AdminFragment, toAdmin } from './admin-codec.js';
import { Organization, OrganizationFragment, toOrganization } from './organization-codec.js';
import {
  ApproveBody,
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

const OneRequest = z.object({ request_id: pathId() });

const register = endpoint({
  route: 'POST /api/tenants/register',
  summary: 'Submit a new organization registration request',
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
  response: [201, z.object({ id: z.int(), status: Status, message: z.string() })],
  respond: ({ registerOrganization: { id, status } }) => ({
    id,
    status: toStatus(status),
    message: 'Registration request submitted',
  }),
});

const list = endpoint({
  route: 'GET /api/tenants/requests',
  summary: 'List registration requests',
  request: z.object({ query: z.object({ status: Status.optional(), ...listQuery }) }),
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
  response: [200, z.array(Request)],
  respond: ({ registrationRequests }) => registrationRequests.nodes.map(toRequest),
  headers: ({ registrationRequests }) => ({ 'X-Total-Count': String(registrationRequests.totalCount) }),
});

const detail = endpoint({
  route: 'GET /api/tenants/requests/{request_id}',
  summary: 'Get request details',
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
  summary: 'Approve a request',
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
  summary: 'Reject a request',
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
  summary: 'Provision an approved request',
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
    z.object({
      request: Request,
      organization: Organization.nullable(),
      admin: Admin.nullable(),
      user: User.nullable(),
    }),
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
