import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { given } from '../given.js';
import { graphql } from '../graphql.js';

/** How a white-label surface looks. Null is inherited. */
const Fields = z.object({
  logo_url: z.string().nullable(),
  favicon_url: z.string().nullable(),
  primary_color: z.string().nullable(),
  secondary_color: z.string().nullable(),
  app_name: z.string().nullable(),
  footer_text: z.string().nullable(),
  support_email: z.string().nullable(),
  hide_powered_by: z.boolean().nullable(),
});

const Branding = Fields.meta({ title: 'Branding', description: 'How a white-label surface looks. Null is inherited.' });

export const BrandingEnvelope = z
  .object({ branding: Branding })
  .meta({ title: 'BrandingEnvelope', description: 'The branding.' });

export const exampleBranding: z.output<typeof BrandingEnvelope> = {
  branding: {
    logo_url: 'https://example.com/logo.png',
    favicon_url: 'https://example.com/favicon.ico',
    primary_color: '#FF5733',
    secondary_color: '#33FF57',
    app_name: 'My App',
    footer_text: '© 2024 My Company',
    support_email: 'support@example.com',
    hide_powered_by: true,
  },
};

/** What is left out stays as it is; null removes a key. What a text may hold is the schema's to say. */
export const BrandingBody = z
  .object({
    branding: Fields.partial().meta({
      title: 'ChangedBranding',
      description: 'What is left out stays as it is; null removes it.',
    }),
  })
  .meta({ title: 'UpdateBranding', description: 'What shall look otherwise.' });

/** Where the schema's fields stand in a body. */
export const brandingFields = {
  logoUrl: ['body', 'branding', 'logo_url'],
  faviconUrl: ['body', 'branding', 'favicon_url'],
  primaryColor: ['body', 'branding', 'primary_color'],
  secondaryColor: ['body', 'branding', 'secondary_color'],
  appName: ['body', 'branding', 'app_name'],
  footerText: ['body', 'branding', 'footer_text'],
  supportEmail: ['body', 'branding', 'support_email'],
  hidePoweredBy: ['body', 'branding', 'hide_powered_by'],
} as const;

export const fromBranding = ({ branding }: z.output<typeof BrandingBody>) =>
  given({
    logoUrl: branding.logo_url,
    faviconUrl: branding.favicon_url,
    primaryColor: branding.primary_color,
    secondaryColor: branding.secondary_color,
    appName: branding.app_name,
    footerText: branding.footer_text,
    supportEmail: branding.support_email,
    hidePoweredBy: branding.hide_powered_by,
  });

export const BrandingFragment = graphql(`
  fragment LusterCmsBranding on Branding @_unmask {
    logoUrl
    faviconUrl
    primaryColor
    secondaryColor
    appName
    footerText
    supportEmail
    hidePoweredBy
  }
`);

export const toBranding = (branding: ResultOf<typeof BrandingFragment>): z.output<typeof BrandingEnvelope> => ({
  branding: {
    logo_url: branding.logoUrl,
    favicon_url: branding.faviconUrl,
    primary_color: branding.primaryColor,
    secondary_color: branding.secondaryColor,
    app_name: branding.appName,
    footer_text: branding.footerText,
    support_email: branding.supportEmail,
    hide_powered_by: branding.hidePoweredBy,
  },
});
