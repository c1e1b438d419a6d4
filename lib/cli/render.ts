import { findNearest } from '#lib/config/nearest.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import type { TerminalOptions } from '#lib/report/screen.ts';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { type Io, wantsColor } from './io.ts';

/** The option that chooses how a run is shown. */
export const outputOption = {
  output: { value: 'text|json|junit|markdown|html', about: 'how the result is shown; default text' },
} as const;

type Render = (document: RunDocument, options: TerminalOptions & { readonly isKept?: boolean }) => string;

/** Each is loaded only when it is asked for. */
const renderers: Readonly<Record<string, () => Promise<Render>>> = {
  text: async () => (await import('#lib/report/terminal.ts')).renderTerminal,
  json: async () => (await import('#lib/report/json.ts')).renderJson,
  junit: async () => (await import('#lib/report/junit.ts')).renderJunit,
  markdown: async () => (await import('#lib/report/markdown.ts')).renderMarkdown,
  html: async () => (await import('#lib/report/html.ts')).renderHtml,
};

/** The renderer of that name, text by default. Throws `UsageError` for another. */
export async function loadRenderer(output = 'text'): Promise<Render> {
  const load = renderers[output];
  if (load) return load();
  const near = findNearest(output, Object.keys(renderers));
  throw new UsageError(
    `unknown output ${output}${near ? `; did you mean ${near}?` : ''} (${Object.keys(renderers).join(', ')})`,
  );
}

/** What the standard output can show. */
export function terminalOptions(io: Io, timeZone: string): TerminalOptions {
  return { color: wantsColor(io.stdout, io.env), width: io.stdout.columns || 100, timeZone };
}
