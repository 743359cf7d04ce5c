/** How a white-label surface looks. A key that is not there is inherited. */
export interface Branding {
  readonly logoUrl?: string;
  readonly faviconUrl?: string;
  readonly primaryColor?: string;
  readonly secondaryColor?: string;
  readonly appName?: string;
  readonly footerText?: string;
  readonly supportEmail?: string;
  readonly hidePoweredBy?: boolean;
}

/** How it looks where nobody has decided anything. */
export const defaultBranding: Required<Omit<Branding, 'logoUrl' | 'faviconUrl' | 'footerText' | 'supportEmail'>> = {
  primaryColor: '#2563EB',
  secondaryColor: '#0F172A',
  appName: 'tenantry',
  hidePoweredBy: false,
};
