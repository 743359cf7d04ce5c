import { z } from 'zod';
import { endpoint, type Endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';

const mine = endpoint({
  route: 'GET /api/tenants/my-organization/plugins',
  id: 'getMyPlugins',
  summary: "Get My Organization's Plugins",
  description: "Lists the keys of what is enabled for the caller's organization; superadmins have all there are.",
  example: { response: { plugins: ['ecommerce', 'linkedin'] } },
  request: z.object({}),
  operation: graphql(`
    query LusterCmsMyPlugins {
      myPlugins {
        key
      }
    }
  `),
  variables: () => ({}),
  response: [
    200,
    z.object({ plugins: z.array(z.string()) }).meta({ title: 'MyPlugins', description: 'Keys of plugins.' }),
  ],
  respond: ({ myPlugins }) => ({ plugins: myPlugins.map(({ key }) => key) }),
});

const available = endpoint({
  route: 'GET /api/tenants/available-plugins',
  id: 'listAvailablePlugins',
  summary: 'List Available Plugins',
  description: 'Lists the plugins that can be enabled for organizations.',
  example: {
    response: { plugins: [{ id: 'ecommerce', name: 'E-commerce', description: 'Sell things on the web.' }] },
  },
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
    z
      .object({ plugins: z.array(z.object({ id: z.string(), name: z.string(), description: z.string() })) })
      .meta({ title: 'AvailablePlugins', description: 'What there is.' }),
  ],
  respond: ({ availablePlugins }) => ({ plugins: availablePlugins }),
});

export const pluginEndpoints: readonly Endpoint[] = [mine, available];
