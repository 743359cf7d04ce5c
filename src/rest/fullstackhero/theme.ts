import { z } from 'zod';
import { AppError, type Violation } from '../../errors.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { ThemeBody, themeInput, updateTheme } from './theme-body.js';
import { exampleTheme, Theme, themeFields, toTheme } from './theme-codec.js';
import { sayNoTenant } from './tenant-path.js';
import { propertyName } from './names.js';

const getTheme = endpoint({
  route: 'GET /api/v1/tenants/theme',
  id: 'getTheme',
  summary: 'Show how the current tenant looks',
  description: 'Shows the theme of the current tenant, defaults and all.',
  example: { response: exampleTheme },
  refusals: ['TENANT_UNKNOWN'],
  request: z.object({}),
  operation: graphql(
    `
      query FullstackheroTheme {
        currentTenant {
          theme {
            ...FullstackheroTheme
          }
        }
      }
    `,
    [themeFields],
  ),
  variables: () => ({}),
  explain: sayNoTenant,
  response: [200, Theme],
  respond: ({ currentTenant }) => {
    if (!currentTenant) throw new Error('Without an error there is a tenant.');
    return toTheme(currentTenant.theme);
  },
});

/** What the system's validators say of a value, by its name. */
const sentences: Readonly<Record<string, string>> = {
  FontFamily: 'FontFamily must be a valid web-safe font.',
  HeadingFontFamily: 'HeadingFontFamily must be a valid web-safe font.',
  FontSizeBase: 'FontSizeBase must be between 10 and 24.',
  LineHeightBase: 'LineHeightBase must be between 1.0 and 2.5.',
  BorderRadius: "BorderRadius must be a valid CSS value (e.g., '4px', '0.5rem').",
  DefaultElevation: 'DefaultElevation must be between 0 and 24.',
};

const inItsWords = (violation: Violation): Violation => {
  const [, section, name] = violation.path.map(String);
  const property = propertyName(name ?? '');
  const isColor = section === 'lightpalette' || section === 'darkpalette';
  const message = isColor ? `${property} must be a valid hex color.` : sentences[property];
  return message === undefined ? violation : { path: violation.path, code: 'OTHER', message };
};

const putTheme = endpoint({
  route: 'PUT /api/v1/tenants/theme',
  id: 'updateTheme',
  summary: 'Change how the current tenant looks',
  description:
    'Sets the whole theme of the current tenant anew. For its admins. Files are not stored; images are addresses.',
  example: {
    body: {
      lightPalette: { primary: '#2563EB' },
      brandAssets: { logoUrl: 'https://acme.example/logo.svg' },
      typography: { fontSizeBase: 14 },
    },
  },
  refusals: ['TENANT_UNKNOWN'],
  access: 'Permissions.Tenants.UpdateTheme',
  request: z.object({ body: ThemeBody }),
  operation: updateTheme,
  variables: ({ body }) => ({ input: themeInput(body) }),
  fields: {
    lightPalette: ['body', 'lightpalette'],
    darkPalette: ['body', 'darkpalette'],
    brandAssets: ['body', 'brandassets'],
  },
  explain: (error) =>
    error.code === 'INVALID'
      ? new AppError('INVALID', error.message, { violations: error.violations.map(inItsWords) })
      : sayNoTenant(error),
  response: [204],
});

const resetTheme = endpoint({
  route: 'POST /api/v1/tenants/theme/reset',
  id: 'resetTheme',
  summary: 'Give the current tenant its first looks back',
  description: 'Takes back whatever was changed of the theme, images included. For tenant admins.',
  refusals: ['TENANT_UNKNOWN'],
  access: 'Permissions.Tenants.UpdateTheme',
  request: z.object({}),
  operation: graphql(`
    mutation FullstackheroResetTheme {
      resetTheme {
        layout {
          defaultElevation
        }
      }
    }
  `),
  variables: () => ({}),
  explain: sayNoTenant,
  response: [204],
});

/** D12, D13 and D14. */
export const themeEndpoints = [getTheme, putTheme, resetTheme];
