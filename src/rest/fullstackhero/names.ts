/* The names of ASP.NET's members, which the kernel hands over in lower case because case does not matter there. */

const members = [
  'AdminEmail',
  'AdminPassword',
  'BorderRadius',
  'BrandAssets',
  'ConnectionString',
  'DarkPalette',
  'DefaultElevation',
  'DeleteFavicon',
  'DeleteLogo',
  'DeleteLogoDark',
  'ExtendedExpiryDate',
  'FaviconUrl',
  'FontFamily',
  'FontSizeBase',
  'HeadingFontFamily',
  'IsActive',
  'IsDefault',
  'LightPalette',
  'LineHeightBase',
  'LogoDark',
  'LogoDarkUrl',
  'LogoUrl',
  'PageNumber',
  'PageSize',
  'PlanKey',
  'RefreshToken',
  'TenantId',
  'TwoFactorCode',
  'ValidUpto',
];

/** `adminemail` → `AdminEmail`: the property as the system's own code calls it. */
export const propertyName = (name: string): string =>
  members.find((member) => member.toLowerCase() === name) ?? name.charAt(0).toUpperCase() + name.slice(1);

/** `AdminEmail` → `Admin Email`: the property as its validator's sentences call it. */
export const displayName = (property: string): string => property.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');

/** `AdminEmail` → `adminEmail`: the property as JSON calls it. */
export const jsonName = (property: string): string => property.charAt(0).toLowerCase() + property.slice(1);
