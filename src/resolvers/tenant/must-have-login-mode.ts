/** The argument with which exd keeps to the tenants that it knows. */
export const mustHaveLoginMode = {
  nullable: true,
  description: 'Count a tenant without a login mode as none, as exd does.',
};
