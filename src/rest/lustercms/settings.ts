import { z } from 'zod';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import {
  exampleSettings,
  fromSettings,
  Settings,
  SettingsBody,
  SettingsFragment,
  toSettings,
} from './settings-codec.js';

const read = endpoint({
  route: 'GET /api/tenants/settings',
  id: 'getSettings',
  summary: 'Get Settings',
  description: 'Shows the settings of the platform. For superadmins.',
  example: { response: exampleSettings },
  request: z.object({}),
  operation: graphql(
    `
      query LusterCmsPlatformSettings {
        platformSettings {
          ...LusterCmsSettings
        }
      }
    `,
    [SettingsFragment],
  ),
  variables: () => ({}),
  response: [200, Settings],
  respond: ({ platformSettings }) => toSettings(platformSettings),
});

const update = endpoint({
  route: 'PUT /api/tenants/settings',
  id: 'updateSettings',
  summary: 'Update Settings',
  description: 'Changes what is given. For superadmins.',
  example: { body: exampleSettings, response: exampleSettings },
  request: z.object({ body: SettingsBody }),
  operation: graphql(
    `
      mutation LusterCmsUpdatePlatformSettings($input: PlatformSettingsInput!) {
        updatePlatformSettings(input: $input) {
          ...LusterCmsSettings
        }
      }
    `,
    [SettingsFragment],
  ),
  variables: ({ body }) => ({ input: fromSettings(body) }),
  response: [200, Settings],
  respond: ({ updatePlatformSettings }) => toSettings(updatePlatformSettings),
});

export const settingsEndpoints: readonly Endpoint[] = [read, update];
