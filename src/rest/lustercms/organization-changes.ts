import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import {
  CreditLimitBody,
  CreditsBody,
  EditBody,
  exampleOrganization,
  fromEdit,
  fromLimits,
  fromStatus,
  LimitsBody,
  Organization,
  organizationFields as fields,
  OrganizationFragment,
  OrganizationPath,
  StatusBody,
  toOrganization,
} from './organization-codec.js';

const access = 'lustercms.admin';

const edit = endpoint({
  route: 'PUT /api/tenants/organizations/{org_id}/edit',
  id: 'editOrganization',
  summary: 'Change an organization',
  description:
    'Changes what is given. More credits for the organization leave the pool of its admin if the admin gives them.',
  example: {
    body: {
      name: 'New Name',
      custom_domain: 'app.example.com',
      enabled_plugins: ['ecommerce', 'linkedin', 'calendar'],
      credit_limit: 10000,
      storage_limit_gb: 50,
      max_users: 100,
      bandwidth_limit_gb: 500,
    },
    response: { ...exampleOrganization, name: 'New Name' },
  },
  refusals: ['ORGANIZATION_UNKNOWN', 'DOMAIN_TAKEN', 'POOL_INSUFFICIENT', 'LIMIT_BELOW_USE', 'STALE'],
  access,
  request: z.object({ params: OrganizationPath, body: EditBody }),
  operation: graphql(
    `
      mutation LusterCmsEditOrganization($id: Int!, $input: UpdateOrganizationInput!) {
        updateOrganization(organization: $id, input: $input) {
          ...LusterCmsOrganization
        }
      }
    `,
    [OrganizationFragment],
  ),
  variables: ({ params, body }) => ({ id: params.org_id, input: fromEdit(body) }),
  fields,
  response: [200, Organization],
  respond: ({ updateOrganization }) => toOrganization(updateOrganization),
});

const status = endpoint({
  route: 'PUT /api/tenants/organizations/{org_id}/status',
  id: 'setOrganizationStatus',
  summary: 'Suspend an organization, or let it back in',
  description: 'Suspending shuts the people of the organization out of every API at once.',
  example: { body: { status: 'suspended' }, response: { ...exampleOrganization, status: 'suspended' } },
  refusals: [
    'ORGANIZATION_UNKNOWN',
    new AppError('CONFLICT', 'It is suspended already.', { reason: 'WRONG_STATE', params: { status: 'suspended' } }),
    'ROOT_TENANT',
  ],
  access,
  request: z.object({ params: OrganizationPath, body: StatusBody }),
  operation: graphql(
    `
      mutation LusterCmsOrganizationStatus($id: Int!, $status: OrganizationStatus!) {
        setOrganizationStatus(organization: $id, status: $status) {
          ...LusterCmsOrganization
        }
      }
    `,
    [OrganizationFragment],
  ),
  variables: ({ params, body }) => ({ id: params.org_id, status: fromStatus(body.status) }),
  response: [200, Organization],
  respond: ({ setOrganizationStatus }) => toOrganization(setOrganizationStatus),
});

const limits = endpoint({
  route: 'PUT /api/tenants/organizations/{org_id}/limits',
  id: 'updateLimits',
  summary: "Change an organization's limits",
  description: 'Changes what is given. A limit below what is used takes nothing away.',
  example: { body: { storage_limit_gb: 50, max_users: 100, bandwidth_limit_gb: 500 }, response: exampleOrganization },
  refusals: ['ORGANIZATION_UNKNOWN', 'STALE'],
  access,
  request: z.object({ params: OrganizationPath, body: LimitsBody }),
  operation: graphql(
    `
      mutation LusterCmsOrganizationLimits($id: Int!, $input: OrganizationLimitsInput!) {
        updateOrganizationLimits(organization: $id, input: $input) {
          ...LusterCmsOrganization
        }
      }
    `,
    [OrganizationFragment],
  ),
  variables: ({ params, body }) => ({ id: params.org_id, input: fromLimits(body) }),
  fields,
  response: [200, Organization],
  respond: ({ updateOrganizationLimits }) => toOrganization(updateOrganizationLimits),
});

const creditLimit = endpoint({
  route: 'PUT /api/tenants/organizations/{org_id}/credit-limit',
  id: 'setCreditLimit',
  summary: 'Set the credits that an organization may use beyond what it bought',
  description:
    'What a reseller gives leaves its pool, and what it takes back returns there; a superadmin gives what the platform has.',
  example: { body: { credit_limit: 10000, reason: 'New contract' }, response: exampleOrganization },
  refusals: ['ORGANIZATION_UNKNOWN', 'POOL_INSUFFICIENT', 'LIMIT_BELOW_USE'],
  access,
  request: z.object({ params: OrganizationPath, body: CreditLimitBody }),
  operation: graphql(
    `
      mutation LusterCmsOrganizationCreditLimit($id: Int!, $input: OrganizationCreditLimitInput!) {
        setOrganizationCreditLimit(organization: $id, input: $input) {
          ...LusterCmsOrganization
        }
      }
    `,
    [OrganizationFragment],
  ),
  variables: ({ params, body }) => ({
    id: params.org_id,
    input: { creditLimit: body.credit_limit, reason: body.reason ?? null },
  }),
  fields,
  response: [200, Organization],
  respond: ({ setOrganizationCreditLimit }) => toOrganization(setOrganizationCreditLimit),
});

const addCredits = endpoint({
  route: 'POST /api/tenants/organizations/{org_id}/credits/add',
  id: 'addCredits',
  summary: 'Add to what an organization has bought',
  description: 'Adds to `credit_balance`, for credits that were paid for.',
  example: {
    body: { amount: 1000, reason: 'Credit purchase' },
    response: { ...exampleOrganization, credit_balance: 1000, available_credits: 11000 },
  },
  refusals: ['ORGANIZATION_UNKNOWN', 'POOL_INSUFFICIENT'],
  access,
  request: z.object({ params: OrganizationPath, body: CreditsBody }),
  operation: graphql(
    `
      mutation LusterCmsAddCredits($id: Int!, $input: OrganizationCreditsInput!) {
        addOrganizationCredits(organization: $id, input: $input) {
          ...LusterCmsOrganization
        }
      }
    `,
    [OrganizationFragment],
  ),
  variables: ({ params, body }) => ({
    id: params.org_id,
    input: { amount: body.amount, reason: body.reason ?? null },
  }),
  response: [200, Organization],
  respond: ({ addOrganizationCredits }) => toOrganization(addOrganizationCredits),
});

/** B21, B22 and B24 to B26: what is changed about organizations. */
export const organizationChanges: readonly Endpoint[] = [edit, status, limits, creditLimit, addCredits];
