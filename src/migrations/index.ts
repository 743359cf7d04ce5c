import { Migration0001Foundation } from './0001-foundation.js';
import { Migration0002Commerce } from './0002-commerce.js';
import { Migration0003ProvisioningLeases } from './0003-provisioning-leases.js';
import { Migration0004Subscription } from './0004-subscription.js';
import { Migration0005Partners } from './0005-partners.js';
import { Migration0007Credentials } from './0007-credentials.js';
import { Migration0008UsageReportAge } from './0008-usage-report-age.js';
import { Migration0009Sessions } from './0009-sessions.js';
import { Migration0010RowSecurity } from './0010-row-security.js';
import { Migration0011Theme } from './0011-theme.js';
import { Migration0012ExpiryNotices } from './0012-expiry-notices.js';
import { Migration0013Footing } from './0013-footing.js';
import { Migration0014Idempotency } from './0014-idempotency.js';
import { Migration0015IssuerFooting } from './0015-issuer-footing.js';
import { Migration0016FastReads } from './0016-fast-reads.js';
import { Migration0017OrganizationPages } from './0017-organization-pages.js';
import { Migration0018InlinedScope } from './0018-inlined-scope.js';
import { Migration0019TouchedRows } from './0019-touched-rows.js';

/** Every migration, in order. A migration that has been released never changes. */
export const migrations = [
  { name: '0001-foundation', class: Migration0001Foundation },
  { name: '0002-commerce', class: Migration0002Commerce },
  { name: '0003-provisioning-leases', class: Migration0003ProvisioningLeases },
  { name: '0004-subscription', class: Migration0004Subscription },
  { name: '0005-partners', class: Migration0005Partners },
  { name: '0007-credentials', class: Migration0007Credentials },
  { name: '0008-usage-report-age', class: Migration0008UsageReportAge },
  { name: '0009-sessions', class: Migration0009Sessions },
  { name: '0010-row-security', class: Migration0010RowSecurity },
  { name: '0011-theme', class: Migration0011Theme },
  { name: '0012-expiry-notices', class: Migration0012ExpiryNotices },
  { name: '0013-footing', class: Migration0013Footing },
  { name: '0014-idempotency', class: Migration0014Idempotency },
  { name: '0015-issuer-footing', class: Migration0015IssuerFooting },
  { name: '0016-fast-reads', class: Migration0016FastReads },
  { name: '0017-organization-pages', class: Migration0017OrganizationPages },
  { name: '0018-inlined-scope', class: Migration0018InlinedScope },
  { name: '0019-touched-rows', class: Migration0019TouchedRows },
];
