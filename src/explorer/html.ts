/** Markup that may stand in a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | Html | readonly Html[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const render = (value: Value): string => {
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
  return value instanceof Html ? value.text : value.map(({ text }) => text).join('');
};

/** Whatever is filled in is text, unless it was made by this tag. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  new Html(parts.reduce((page, part, index) => `${page}${render(values[index - 1] ?? '')}${part}`));

/** A value for a script to read with `JSON.parse`; as a block of data it needs no permission to run. */
export const data = (id: string, value: unknown): Html => {
  const text = JSON.stringify(value).replaceAll('<', '\\u003c');
  return html`<script type="application/json" id="${id}">
    ${new Html(text)}
  </script>`;
};
