import { z } from 'zod';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import {
  CreditLimitBody,
  CreditsBody,
  EditBody,
  fromEdit,
  fromLimits,
  fromStatus,
  LimitsBody,
  Organization,
  organizationFields as fields,
  OrganizationFragment,
  OrganizationPath,
  Status,
  toOrganization,
} from './organization-codec.js';

const access = 'lustercms.admin';

const edit = endpoint({
  route: 'PUT /api/tenants/organizations/{org_id}/edit',
  summary: 'Change an organization',
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
  summary: 'Suspend an organization, or let it back in',
  access,
  request: z.object({ params: OrganizationPath, body: z.object({ status: Status }) }),
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
  summary: "Change an organization's limits",
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
  summary: 'Set the credits that an organization may use beyond what it bought',
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
  summary: 'Add to what an organization has bought',
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
