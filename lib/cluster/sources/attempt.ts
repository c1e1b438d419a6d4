import { defineSource, type Source } from '../source.ts';

/** What was read, or why it could not be. */
export type Attempt<Data> = { readonly data: Data } | { readonly missing: string };

/**
 * The same source for a check that can say something without it: the check gets the reason instead, and must tell it.
 * In an incident a part of the picture, known to be a part, is worth more than none.
 */
export function attempt<const Name extends string, Data>(
  source: Source<Name, Data>,
): Source<`${Name}Attempt`, Attempt<Data>> {
  return defineSource({
    name: `${source.name}Attempt`,
    title: `${source.title}, as far as they can be read`,
    permissions: (config) => source.permissions(config),
    awsPermissions: (config) => source.awsPermissions?.(config) ?? [],
    async load(_api, context) {
      try {
        return { data: await context.read(source) };
      } catch (error) {
        return { missing: `${source.title}: ${error instanceof Error ? error.message : String(error)}` };
      }
    },
  });
}

/** What was read, or `otherwise`. */
export function dataOr<Data, Otherwise>(attempted: Attempt<Data>, otherwise: Otherwise): Data | Otherwise {
  return 'data' in attempted ? attempted.data : otherwise;
}
