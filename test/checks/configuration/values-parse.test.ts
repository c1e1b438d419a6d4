import { describe, expect, it } from 'vitest';
import { parseValue } from '#lib/checks/configuration/formats/parse-value.ts';
import { configurationValuesParse } from '#lib/checks/configuration/values-parse.ts';
import { claimedFormat, type ValueFormat } from '#lib/cluster/sources/value-format.ts';
import { observe } from '../../support/observe.ts';
import { buildConfigMap } from './build-configuration.ts';

const judge = (data: Record<string, string>) =>
  observe(configurationValuesParse, { configMaps: [buildConfigMap(data)] });

describe('configuration/values-parse', () => {
  it('tells where a value is wrong, and never what it holds', () => {
    const { observations } = judge({ 'app.yaml': 'a: 1\npassword: *hunter2\n' });
    expect(observations).toMatchObject([
      {
        discriminator: 'app.yaml',
        message: 'ConfigMap shop/settings: app.yaml is not yaml: line 2, column 12: unidentified alias ...',
        evidence: { key: 'app.yaml', line: 2, column: 12, isTemplate: false },
      },
    ]);
    expect(JSON.stringify(observations)).not.toContain('hunter2');
  });

  it('does not judge formats that it does not know', () => {
    expect(judge({ Corefile: '{', 'redis.conf': 'save ""', 'a.txt': '{' }).conclusion).toEqual({
      notApplicable: 'no ConfigMap holds a file of a format that is known here',
    });
  });

  it.each<[string, string, ValueFormat | null]>([
    ['a.YML', '', 'yaml'],
    ['a.yaml.tmpl', '', null],
    ['nginx.conf', 'events { }', 'nginx'],
    ['postgresql.conf', "listen_addresses = '*'", null],
    ['setup.cfg', '[metadata]', 'ini'],
    ['haproxy.cfg', 'global\n  daemon', null],
  ])('%s (%j) claims %s', (key, text, format) => {
    expect(claimedFormat(key, text)).toBe(format);
  });
});

describe('a value', () => {
  it.each<[ValueFormat, string]>([
    ['yaml', 'a: 1\n---\nb: !Ref c\n'],
    ['yaml', 'a: &x 1\nb: *x\n'],
    ['json', ' {"a": [1, -2.5e3, "\\u00e9\\n", true, null, {}, []]}\n'],
    ['toml', 'a = 1\n[b]\nc = "d"\n'],
    ['properties', '# a\nb = c\\\\u\nd=\\u00e9\n'],
    ['ini', '; a\n[b]\nc\nd: e\n  f\n'],
    ['xml', '<?xml version="1.0"?><a b="1"><c/></a>'],
    ['nginx', 'http { # {\n server { return 200 "a;{b"; set $x ${y}_z; } }'],
    ['json', '  \n'],
  ])('that is %s parses: %j', (format, text) => {
    expect(parseValue(format, text)).toBeNull();
  });

  it.each<[ValueFormat, string, number, number]>([
    ['yaml', 'a:\n\t- b\n', 2, 1],
    ['yaml', 'a: !Ref b\nc: [1\n', 3, 1],
    ['yaml', 'a: 1\na: 2\n', 2, 1],
    ['json', '{"a": 1,}', 1, 9],
    ['json', '{"a" 1}', 1, 6],
    ['json', '[1 2]', 1, 4],
    ['json', '{"a": [1}', 1, 9],
    ['json', '{"a":\n', 2, 1],
    ['json', '1 2', 1, 3],
    ['json', "{'a': 1}", 1, 2],
    ['json', '{"a": "b\nc"}', 1, 7],
    ['toml', 'a = 1\nb = \n', 2, 5],
    ['properties', 'a=\\uZZ\n', 1, 3],
    ['ini', '[a]\n[b\n', 2, 1],
    ['ini', '= 1\n', 1, 1],
    ['xml', '<a>\n<b></a>', 2, 4],
    ['nginx', 'a {\n b\n}\n', 2, 2],
    ['nginx', 'a { b; }\n}', 2, 1],
    ['nginx', 'a { b;\n', 1, 3],
    ['nginx', 'a "b;\n', 1, 3],
    ['nginx', ';', 1, 1],
  ])('that is no %s is told with its place: %j', (format, text, line, column) => {
    expect(parseValue(format, text)).toMatchObject({ line, column });
  });

  it.each<[ValueFormat, string]>([
    ['yaml', '['.repeat(1_000_000)],
    ['yaml', `a: "${'x'.repeat(2_000_000)}`],
    ['json', '['.repeat(2_000_000)],
    ['json', `{"a": "${'x'.repeat(2_000_000)}`],
    ['json', `{"a": "${'\\n'.repeat(1_000_000)}" `],
    ['toml', `a = ${'['.repeat(1_000_000)}`],
    ['nginx', `http { a "${'\\"'.repeat(1_000_000)}`],
    ['nginx', `http { ${'a'.repeat(2_000_000)}`],
    ['properties', `a=${'\\\\'.repeat(1_000_000)}\\u0`],
    ['xml', '<a>'.repeat(300_000)],
  ])('of two million characters that is no %s is judged within two seconds', (format, text) => {
    const startedAt = performance.now();
    expect(parseValue(format, text)).not.toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
