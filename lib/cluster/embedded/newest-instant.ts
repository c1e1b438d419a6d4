/** An instant as Kubernetes writes it. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** The newest instant anywhere in a value that is not a promise for later, or undefined when it bears none. */
export function newestInstant(value: unknown): Date | undefined {
  let newest = '';
  const visit = (at: unknown, key: string): void => {
    if (typeof at === 'string') {
      if (!LIES_AHEAD.has(key) && at > newest && INSTANT.test(at)) newest = at;
    } else if (typeof at === 'object' && at !== null) {
      for (const [name, child] of Object.entries(at)) visit(child, name);
    }
  };
  visit(value, '');
  return newest ? new Date(newest) : undefined;
}

/** Fields whose instant may be after the object was read. */
const LIES_AHEAD = new Set(['deletionTimestamp', 'expirationTimestamp', 'notAfter', 'renewalTime']);
