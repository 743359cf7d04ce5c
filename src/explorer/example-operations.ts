/** An operation as a tab of GraphiQL. */
export interface ExampleOperation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const tenants: ExampleOperation = {
  query: `# The tenants that you may see.
# Log in first, above, then press Ctrl-Enter.
query Tenants {
  tenants(first: 10) {
    nodes {
      id
      slug
      displayName
      status
      createdAt
    }
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
};

const createTenant: ExampleOperation = {
  query: `# Makes a tenant, whose store is then provisioned.
# The next tab follows that.
mutation CreateTenant($input: CreateTenantInput!) {
  createTenant(input: $input) {
    id
    slug
    displayName
    status
  }
}
`,
  variables: { input: { slug: 'acme', displayName: 'Acme Corp', contactEmail: 'it@acme.example' } },
};

const followProvisioning: ExampleOperation = {
  query: `# A tenant's provisioning, live: as it stands,
# then each change as it happens.
subscription FollowProvisioning($tenant: ID!) {
  provisioningUpdated(tenant: $tenant) {
    status
    currentStep
    error
    steps {
      step
      status
      completedAt
    }
  }
}
`,
  variables: { tenant: 'acme' },
};

const approveRegistration: ExampleOperation = {
  query: `# Whoever has registered waits for an approval.
# Look up the number, put it into the variables,
# then approve and make what was asked for.
query PendingRegistrations {
  registrationRequests(status: PENDING_APPROVAL, first: 10) {
    nodes {
      id
      email
      companyName
      desiredOrgSlug
      createdAt
    }
    totalCount
  }
}

mutation ApproveRegistration($id: Int!) {
  approveRegistration(id: $id) {
    id
    status
    reviewedAt
  }
  provisionRegistration(id: $id) {
    status
    organization {
      id
    }
  }
}
`,
  variables: { id: 1 },
};

/** What GraphiQL opens with, in the order of its tabs. */
export const exampleOperations: readonly ExampleOperation[] = [
  tenants,
  createTenant,
  followProvisioning,
  approveRegistration,
];
