/** A request to the API server, taken apart. */
export interface ApiRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly body: string;
  /** What it names, when the path is one of `/api/V/...` or `/apis/G/V/...`. */
  readonly target: ResourceTarget | undefined;
}

/** `/apis/GROUP/VERSION[/namespaces/NAMESPACE]/RESOURCE[/NAME[/SUBRESOURCE[/REST]]]` */
export interface ResourceTarget {
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly resource: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What follows the subresource, with its leading `/`: the path behind a proxy. */
  readonly rest: string;
}

/** Takes a request apart. Parts of the path are decoded, what follows the subresource is not. */
export function parseRequest(method: string, url: string, accept: string, body: string): ApiRequest {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  return { method, path, query, accept, body, target: parseTarget(path) };
}

function parseTarget(path: string): ResourceTarget | undefined {
  const [, top, ...segments] = path.split('/');
  if (top !== 'api' && top !== 'apis') return undefined;
  const group = top === 'apis' ? (segments.shift() ?? '') : '';
  const version = segments.shift();
  const namespace = segments[0] === 'namespaces' && segments.length > 2 ? segments.splice(0, 2)[1] : undefined;
  const [resource, name, subresource, ...rest] = segments;
  if (!version || !resource) return undefined;
  return {
    group,
    version,
    namespace: namespace && decodePart(namespace),
    resource,
    name: name ? decodePart(name) : undefined,
    subresource: subresource || undefined,
    rest: rest.length > 0 ? `/${rest.join('/')}` : '',
  };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
