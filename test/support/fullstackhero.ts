import { expect } from '@jest/globals';
import type { Answer, Person } from './clients.js';

export const path = '/api/v1/tenants';

/** What its own client sends with every request. */
export const asRoot = { headers: { tenant: 'root' } };

interface Problem {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/** The whole body of a failure, byte for byte, and what its headers must say. */
export const expectProblem = (
  answer: Answer,
  problem: Problem,
  more: { instance?: string; errors?: Record<string, string[]>; correlationId?: string } = {},
): void => {
  const { instance = path, errors, correlationId } = more;
  const traceId = answer.headers.get('X-Request-Id') ?? '';
  expect(traceId).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  const body = {
    ...problem,
    instance,
    ...(errors === undefined ? {} : { errors }),
    traceId,
    ...(correlationId === undefined ? {} : { correlationId }),
  };
  expect({ status: answer.status, text: answer.text }).toEqual({ status: problem.status, text: JSON.stringify(body) });
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('X-Api-Dialect')).toBe('fullstackhero');
};

export const validationError: Problem = {
  type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
  title: 'Validation error',
  status: 400,
  detail: 'One or more validation errors occurred.',
};

export const badRequest = (detail: string): Problem => ({ title: 'Bad Request', status: 400, detail });

export const unauthorized: Problem = {
  type: 'https://datatracker.ietf.org/doc/html/rfc7235#section-3.1',
  title: 'Unauthorized',
  status: 401,
  detail: 'Authentication is required to access this resource.',
};

export const forbidden = (detail = 'Unauthorized access.'): Problem => ({
  title: 'ForbiddenException',
  status: 403,
  detail,
});

export const notFound = (detail: string): Problem => ({ title: 'NotFoundException', status: 404, detail });

export const conflict = (detail: string): Problem => ({ title: 'CustomException', status: 409, detail });

export const deactivated = forbidden('This tenant has been deactivated. Contact your administrator.');
export const expired = forbidden("This tenant's subscription has expired. Please renew to continue.");

let made = 0;

/** A body that makes a tenant nobody else has. */
export const newTenant = (more: Record<string, unknown> = {}): Record<string, unknown> => {
  made += 1;
  return { id: `fsh-${made}`, name: `Fsh ${made}`, adminEmail: `admin${made}@fsh.example`, ...more };
};

/** Asks for the provisioning of a tenant until it has ended, and gives the last answer. */
export const provisioned = async (person: Person, id: string): Promise<Answer> => {
  // A database that does not answer is tried three times.
  for (let left = 600; left > 0; left -= 1) {
    const answer = await person.get(`${path}/${id}/provisioning`, asRoot);
    if (answer.status !== 200 || ['Completed', 'Failed'].includes(answer.json.status as string)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The provisioning of ${id} does not end.`);
};

/** Logs in to a tenant with a password. */
export const logIn = (
  person: Person,
  tenant: string,
  email: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  person.post('/api/v1/identity/token/issue', { email, password }, { headers: { tenant, ...headers } });
