import type { LambdaFunctionURLEvent } from 'aws-lambda';

/** A request as it is worked on. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes that were sent: what is signed. */
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The request in an event of a function URL (payload format 2.0), whose body may be base64:
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function readRequest(event: LambdaFunctionURLEvent): HttpRequest {
  const { rawPath, rawQueryString, headers, body = '', isBase64Encoded, requestContext } = event;
  return {
    method: requestContext.http.method,
    path: rawPath,
    query: new URLSearchParams(rawQueryString),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** What nobody may keep, frame, or learn the address of from the next page. */
const guarded = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** A page that loads nothing, and sends its form to nobody else. */
export function htmlResponse(statusCode: number, body: string): HttpResponse {
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
  const headers = { ...guarded, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  return { statusCode, headers, body };
}

/** One line as JSON, for a program. */
export function jsonResponse(statusCode: number, result: string): HttpResponse {
  return {
    statusCode,
    headers: { ...guarded, 'content-type': 'application/json' },
    body: JSON.stringify({ result }),
  };
}
