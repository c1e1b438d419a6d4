import { describe, expect, it } from 'vitest';
import { imageCauseOf, imageSteps } from '#lib/checks/pods/image-causes.ts';
import { cart } from './build-pod.ts';

describe('imageCauseOf', () => {
  it.each([
    ['rpc error: code = NotFound desc = failed to pull and unpack image "shop/cart:9": not found', 'not found'],
    ['manifest unknown: manifest unknown', 'not found'],
    ['name unknown: The repository with name "cart" does not exist in the registry', 'not found'],
    ['unexpected status from HEAD request: 404 Not Found', 'not found'],
    [
      'pull access denied, repository does not exist or may require authorization: insufficient_scope',
      'not authorized',
    ],
    ['failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized', 'not authorized'],
    ['unexpected status from HEAD request to "https://x": 403 Forbidden', 'not authorized'],
    ['no basic auth credentials', 'not authorized'],
    ['failed to authorize: failed to fetch anonymous token: dial tcp: i/o timeout', 'registry not reached'],
    ['dial tcp: lookup registry.shop.example: no such host', 'registry not reached'],
    ['tls: failed to verify certificate: x509: certificate signed by unknown authority', 'registry not reached'],
    ['429 Too Many Requests - toomanyrequests: You have reached your pull rate limit', 'rate limited'],
    ['no match for platform in manifest: not found', 'no image for the node’s platform'],
    ['write /var/lib/containerd/x: no space left on device', 'no space left'],
    ['Back-off pulling image "shop/access-denied:404"', 'not told'],
    ['', 'not told'],
  ])('reads "%s" as: %s', (message, expected) => {
    expect(imageCauseOf('ImagePullBackOff', message).cause).toBe(expected);
  });

  it.each([
    ['InvalidImageName', 'not a valid image name'],
    ['ErrImageNeverPull', 'not on the node, and never to be pulled'],
  ])('reads the reason %s whatever its message', (reason, expected) => {
    expect(imageCauseOf(reason, 'not found').cause).toBe(expected);
  });
});

describe('imageSteps', () => {
  it.each([
    ['not found', 'kubectl rollout undo {owner}'],
    ['401 Unauthorized', 'kubectl get pod {name}'],
    ['i/o timeout', 'kubectl get events -A'],
    ['toomanyrequests', 'aws ecr describe-pull-through-cache-rules'],
    ['no space left on device', 'kubectl describe node {node}'],
  ])('leads from "%s" to: %s', (message, command) => {
    const [look, mend] = imageSteps(imageCauseOf('ErrImagePull', message), cart);
    expect(look?.command).toBe('kubectl describe pod {name} -n {namespace}');
    expect(mend?.command?.startsWith(command)).toBe(true);
    expect(mend?.verify).toMatch(/^kubectl /);
  });
});
