import { mendAsItGrows } from './reference-mends.js';
import { pageSession } from './session-panel.js';

interface SentRequest {
  readonly headers: Record<string, string>;
}

declare const SwaggerUIBundle: (options: Readonly<Record<string, unknown>>) => void;

const options = JSON.parse(document.getElementById('options')?.textContent ?? '') as { readonly document: string };

const session = pageSession();

/** Swagger UI is dark where the root says so. */
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = (): void => void document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

/** Credentials that were given to Swagger UI itself go before the session of the page. */
const authorize = async (request: SentRequest): Promise<SentRequest> => {
  const isNamed = Object.keys(request.headers).some((name) => name.toLowerCase() === 'authorization');
  const authorization = isNamed ? undefined : await session.authorization();
  if (authorization !== undefined) request.headers['Authorization'] = authorization;
  return request;
};

const root = document.getElementById('reference');
if (root) mendAsItGrows(root);

SwaggerUIBundle({
  url: options.document,
  domNode: root,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  // It would show documents to a server of its makers.
  validatorUrl: null,
  requestInterceptor: authorize,
});
