import type { Viewer } from './viewer.js';

/**
 * The rows that somebody's access stands on, as the database names them when it says that one has changed: a change of
 * any other takes nothing from them.
 */
export const footingOf = (viewer: Viewer): readonly string[] => {
  const { accountId, sessionId, credential, subject, adminIds, tenants, tenant } = viewer;
  return [
    ...(accountId === null ? [] : [`user ${accountId}`]),
    ...(sessionId === null ? [] : [`login_session ${sessionId}`]),
    ...(credential === 'API_TOKEN' ? [`api_token ${subject}`] : []),
    ...(credential === 'CLIENT' ? [`oauth_client ${subject}`] : []),
    ...adminIds.map((id) => `admin ${id}`),
    ...[...tenants, ...(tenant ? [tenant] : [])].map(({ id }) => `tenant ${id}`),
  ];
};
