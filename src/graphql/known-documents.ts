import type { DocumentNode } from 'graphql';

const mostDocuments = 500;
/** What is longer is seldom asked again and again, and would take room from many others. */
const longest = 10_000;

/** Documents that have been parsed and found valid, by their text. They hold their compiled operations, so there are not too many. */
export class KnownDocuments {
  private readonly byText = new Map<string, DocumentNode>();

  get(text: string): DocumentNode | undefined {
    return this.byText.get(text);
  }

  remember(text: string, document: DocumentNode): void {
    if (text.length > longest || this.byText.has(text)) return;
    // Those that are asked for come back.
    if (this.byText.size >= mostDocuments) this.byText.clear();
    this.byText.set(text, document);
  }
}
