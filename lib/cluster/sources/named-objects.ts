/** An object that the configuration names, and the name as it is written there. */
export interface NamedObject {
  readonly written: string;
  readonly namespace: string;
  readonly name: string;
}

/** `NAMESPACE/NAME`, or `NAME` in the first of the application's namespaces. */
export function parseNamed(written: readonly string[], namespaces: readonly string[]): NamedObject[] {
  return written.map((text) => {
    const [, namespace = namespaces[0] ?? '', name = text] = /^([^/]+)\/(.+)$/.exec(text) ?? [];
    return { written: text, namespace, name };
  });
}
