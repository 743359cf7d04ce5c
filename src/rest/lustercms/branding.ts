import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import {
  BrandingBody,
  BrandingEnvelope,
  brandingFields,
  BrandingFragment,
  exampleBranding,
  fromBranding,
  toBranding,
} from './branding-codec.js';
import { pathId } from './wire.js';

const params = z.object({ admin_id: pathId().meta({ description: 'The number of an admin.', examples: [1] }) });

const current = endpoint({
  route: 'GET /api/tenants/branding/current',
  id: 'getCurrentBranding',
  summary: 'Get Current Branding',
  description:
    "Shows the branding of the caller's organization, else of the one that the header names, else of the one whose domain was asked.",
  example: { response: exampleBranding },
  public: 'optional',
  request: z.object({}),
  operation: graphql(
    `
      query LusterCmsCurrentBranding {
        currentBranding {
          ...LusterCmsBranding
        }
      }
    `,
    [BrandingFragment],
  ),
  variables: () => ({}),
  response: [200, BrandingEnvelope],
  respond: ({ currentBranding }) => toBranding(currentBranding),
});

const read = endpoint({
  route: 'GET /api/tenants/admins/{admin_id}/branding',
  id: 'getAdminBranding',
  summary: 'Get Admin Branding',
  description: 'Shows what an admin has set for its organizations.',
  example: { response: exampleBranding },
  refusals: ['ADMIN_UNKNOWN'],
  access: 'lustercms.admin',
  request: z.object({ params }),
  operation: graphql(
    `
      query LusterCmsAdminBranding($admin: ID!) {
        admin(id: $admin) {
          branding {
            ...LusterCmsBranding
          }
        }
      }
    `,
    [BrandingFragment],
  ),
  variables: ({ params: { admin_id } }) => ({ admin: String(admin_id) }),
  response: [200, BrandingEnvelope],
  respond: ({ admin }) => {
    if (!admin) throw new AppError('NOT_FOUND', 'Admin not found', { reason: 'ADMIN_UNKNOWN' });
    return toBranding(admin.branding);
  },
});

const update = endpoint({
  route: 'PUT /api/tenants/admins/{admin_id}/branding',
  id: 'updateAdminBranding',
  summary: 'Update Admin Branding',
  description:
    'Changes what is given; null takes a setting back. Colours are `#` and six hexadecimal digits, addresses http or https.',
  example: { body: exampleBranding, response: exampleBranding },
  refusals: ['ADMIN_UNKNOWN'],
  access: 'lustercms.admin',
  request: z.object({ params, body: BrandingBody }),
  operation: graphql(
    `
      mutation LusterCmsUpdateAdminBranding($admin: ID!, $input: BrandingInput!) {
        updateAdminBranding(admin: $admin, input: $input) {
          ...LusterCmsBranding
        }
      }
    `,
    [BrandingFragment],
  ),
  variables: ({ params: { admin_id }, body }) => ({ admin: String(admin_id), input: fromBranding(body) }),
  fields: brandingFields,
  response: [200, BrandingEnvelope],
  respond: ({ updateAdminBranding }) => toBranding(updateAdminBranding),
});

export const brandingEndpoints: readonly Endpoint[] = [current, read, update];
