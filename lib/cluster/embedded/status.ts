/** What the server answers: a status, headers and a body, after a wait that the snapshot asks for. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delayMs?: number;
}

/** A value as JSON. */
export function json(value: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** Text, as the API server answers where it has no object to answer with. */
export function text(body: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

/** The API server's own answer to a path of a group, version or resource that it does not know. */
export function unknownPath(): Answer {
  return text('404 page not found\n', 404);
}

/** The API server's own answer for a registered API whose backend is gone. */
export function withoutBackend(): Answer {
  return text('service unavailable\n', 503);
}

/** A failure as a Kubernetes `Status`; `reason` is one of its machine-readable reasons (`NotFound`, `Forbidden`...). */
export function failure(
  code: number,
  reason: string,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): Answer {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason };
  return json({ ...status, ...(details && { details }), code }, code);
}

/** 404 of an object, worded as the API server does. */
export function notFound(group: string, resource: string, name: string): Answer {
  const qualified = group ? `${resource}.${group}` : resource;
  return failure(404, 'NotFound', `${qualified} "${name}" not found`, {
    name,
    ...(group && { group }),
    kind: resource,
  });
}
