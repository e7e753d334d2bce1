// htmx hands Document.parseHTMLUnsafe an empty options object; browsers of late 2025 refuse that. Without the function it uses DOMParser.
const page = Document as unknown as { parseHTMLUnsafe?: ((html: string, options: object) => Document) | undefined };
try {
  page.parseHTMLUnsafe?.('', {});
} catch {
  page.parseHTMLUnsafe = undefined;
}

export {};
