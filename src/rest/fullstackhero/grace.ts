/** On every answer to the users of a tenant whose subscription has ended: how many days it is still served. */
export const graceHeader = (graceDaysLeft: number | null | undefined): Readonly<Record<string, string>> =>
  graceDaysLeft == null ? {} : { 'X-Subscription-Grace': String(graceDaysLeft) };
