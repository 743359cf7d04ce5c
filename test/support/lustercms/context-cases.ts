import { platformAdmin } from '../people.js';
import type { Case } from './case.js';
import {
  color,
  email,
  flag,
  innerEmail,
  integer,
  limit,
  optionalFlag,
  optionalText,
  queryFlag,
  queryInteger,
  queryText,
  text,
  webAddress,
} from './values.js';
import { roles } from './world.js';

const superadmin = ['superadmin'] as const;
const owner = ['superadmin', 'admin'] as const;
const everybody = roles;

/** The seed's own. */
const branding = {
  logo_url: 'https://example.com/logo.png',
  favicon_url: 'https://example.com/favicon.ico',
  primary_color: '#FF5733',
  secondary_color: '#33FF57',
  app_name: 'My App',
  footer_text: '© 2024 My Company',
  support_email: 'support@example.com',
  hide_powered_by: true,
};

const settings = {
  auto_approve_registrations: false,
  default_storage_limit_gb: 10,
  default_max_users: 10,
  default_bandwidth_limit_gb: 100,
  default_credit_limit: 0,
};

const sessions: Readonly<Record<string, Case>> = {
  'POST /api/auth/login': {
    who: 'anybody',
    status: 200,
    keys: ['access_token', 'refresh_token', 'token_type'],
    body: () => platformAdmin,
    fields: { email, password: text(1, 1024) },
    needs: ['email', 'password'],
    refusals: { '401 Could not validate credentials': () => ({ body: { ...platformAdmin, password: 'wrong' } }) },
  },
  'POST /api/auth/refresh': {
    who: 'anybody',
    status: 200,
    keys: ['access_token', 'refresh_token', 'token_type'],
    body: ({ refreshToken }) => ({ refresh_token: refreshToken }),
    fresh: (world) => world.session(),
    fields: { refresh_token: text(1, 1024) },
    needs: ['refresh_token'],
    refusals: { '401 Could not validate credentials': () => ({}) },
  },
};

const looks: Readonly<Record<string, Case>> = {
  'GET /api/tenants/my-organization/plugins': { who: everybody, status: 200, keys: ['plugins'] },
  'GET /api/tenants/branding/current': { who: 'anybody, or somebody', status: 200, keys: ['branding'] },
  'GET /api/tenants/admins/{admin_id}/branding': { who: owner, status: 200, keys: ['branding'] },
  'PUT /api/tenants/admins/{admin_id}/branding': {
    who: owner,
    status: 200,
    keys: ['branding'],
    body: () => ({ branding }),
    fields: {
      branding: [
        ['null', 'dict_type', 'Input should be a valid dictionary'],
        ['[]', 'dict_type', 'Input should be a valid dictionary'],
        ['7', 'dict_type', 'Input should be a valid dictionary'],
      ],
      'branding.logo_url': webAddress,
      'branding.favicon_url': webAddress,
      'branding.primary_color': color,
      'branding.secondary_color': color,
      'branding.app_name': optionalText(1, 100),
      'branding.footer_text': optionalText(0, 500),
      'branding.support_email': innerEmail,
      'branding.hide_powered_by': optionalFlag,
    },
    needs: ['branding'],
  },
  'GET /api/tenants/available-plugins': { who: everybody, status: 200, keys: ['plugins'] },
};

const records: Readonly<Record<string, Case>> = {
  'GET /api/tenants/audit-logs': {
    who: ['superadmin', 'admin', 'client_admin'],
    status: 200,
    keys: ['items', 'total', 'limit', 'offset'],
    query: {
      action: queryText(255),
      target_type: queryText(255),
      limit: queryInteger(1, 200),
      offset: queryInteger(0, 2_147_483_647),
    },
  },
  'GET /api/tenants/audit-logs/stats': {
    who: ['superadmin', 'admin', 'client_admin'],
    status: 200,
    keys: ['days', 'total', 'by_action', 'by_target_type', 'by_day'],
    query: { days: queryInteger(1, 365) },
  },
  'GET /api/tenants/notifications': {
    who: everybody,
    status: 200,
    keys: ['items', 'total', 'unread_count'],
    query: { unread_only: queryFlag, limit: queryInteger(1, 200), offset: queryInteger(0, 2_147_483_647) },
  },
  'GET /api/tenants/notifications/unread-count': { who: everybody, status: 200, keys: ['unread_count'] },
  'POST /api/tenants/notifications/{id}/read': {
    who: everybody,
    status: 200,
    keys: ['id', 'type', 'title', 'message', 'data', 'is_read', 'read_at', 'created_at'],
    fresh: (world, role) => world.notification(role),
    refusals: {
      // Not even a superadmin reads what is for somebody else.
      '404 Notification not found': async (world) => ({ things: await world.notification('admin') }),
    },
  },
  'POST /api/tenants/notifications/read-all': { who: everybody, status: 200, keys: ['updated'] },
  'GET /api/tenants/settings': { who: superadmin, status: 200, keys: Object.keys(settings) },
  'PUT /api/tenants/settings': {
    who: superadmin,
    status: 200,
    keys: Object.keys(settings),
    body: () => settings,
    fields: {
      auto_approve_registrations: flag,
      default_storage_limit_gb: limit(0),
      default_max_users: limit(1),
      default_bandwidth_limit_gb: limit(0),
      default_credit_limit: integer(0),
    },
  },
};

/** B28 to B40 of the page, and how one gets a token. */
export const contextCases: Readonly<Record<string, Case>> = { ...sessions, ...looks, ...records };
