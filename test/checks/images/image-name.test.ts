import { describe, expect, it } from 'vitest';
import { isFrom, isMovable, parseImageName } from '#lib/checks/images/image-name.ts';

describe('an image’s name', () => {
  it.each<[string, string, string, string]>([
    ['redis', 'docker.io/library/redis', '', ''],
    ['redis:8', 'docker.io/library/redis', '8', ''],
    ['shop/cart', 'docker.io/shop/cart', '', ''],
    ['localhost/cart:1', 'localhost/cart', '1', ''],
    ['registry:5000/cart', 'registry:5000/cart', '', ''],
    ['registry:5000/a/b/cart:1.0@sha256:ab', 'registry:5000/a/b/cart', '1.0', 'sha256:ab'],
    ['quay.io/cart@sha256:ab', 'quay.io/cart', '', 'sha256:ab'],
    ['', 'docker.io/library/', '', ''],
  ])('%s', (image, repository, tag, digest) => {
    const registry = repository.split('/')[0];
    expect(parseImageName(image)).toEqual({ registry, repository, tag, digest });
  });

  it.each<[string, boolean]>([
    ['redis', true],
    ['redis:latest', true],
    ['redis:8', false],
    ['redis@sha256:ab', false],
    ['redis:latest@sha256:ab', false],
  ])('%s may be moved: %s', (image, expected) => {
    expect(isMovable(parseImageName(image), ['latest'])).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['quay.io/shop/cart:1', 'quay.io', true],
    ['quay.io/shop/cart:1', 'quay.io/shop/', true],
    ['quay.io/shop/cart:1', 'quay.io/shop/cart', true],
    ['quay.io/shop/cart:1', 'quay.io/sho', false],
    ['quay.io.example.com/cart', 'quay.io', false],
    ['redis', 'docker.io/library', true],
  ])('%s is from %s: %s', (image, registry, expected) => {
    expect(isFrom(parseImageName(image), [registry])).toBe(expected);
  });
});
