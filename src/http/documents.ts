import type { Express } from 'express';
import { cacheable } from './cacheable.js';

const freshSeconds = 300;

/** Serves the document of each legacy API, by its name, to whoever asks; it is drawn when it is first asked for. */
export const mountDocuments = (http: Express, documents: Readonly<Record<string, () => object>>): void => {
  for (const [name, draw] of Object.entries(documents)) {
    let document: object | undefined;
    http.get(
      `/openapi/${name}.json`,
      cacheable(() => (document ??= draw()), freshSeconds),
    );
  }
};
