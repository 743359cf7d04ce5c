import { z } from 'zod';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';

const mine = endpoint({
  route: 'GET /api/tenants/my-organization/plugins',
  summary: "Get My Organization's Plugins",
  request: z.object({}),
  operation: graphql(`
    query LusterCmsMyPlugins {
      myPlugins {
        key
      }
    }
  `),
  variables: () => ({}),
  response: [200, z.object({ plugins: z.array(z.string()) })],
  respond: ({ myPlugins }) => ({ plugins: myPlugins.map(({ key }) => key) }),
});

const available = endpoint({
  route: 'GET /api/tenants/available-plugins',
  summary: 'List Available Plugins',
  request: z.object({}),
  operation: graphql(`
    query LusterCmsAvailablePlugins {
      availablePlugins {
        id: key
        name
        description
      }
    }
  `),
  variables: () => ({}),
  response: [
    200,
    z.object({ plugins: z.array(z.object({ id: z.string(), name: z.string(), description: z.string() })) }),
  ],
  respond: ({ availablePlugins }) => ({ plugins: availablePlugins }),
});

export const pluginEndpoints: readonly Endpoint[] = [mine, available];
