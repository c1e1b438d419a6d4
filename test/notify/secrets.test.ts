import { describe, expect, it } from 'vitest';
import { openSecrets } from '#lib/notify/secrets.ts';
import { type AwsAnswer, startFakeAws } from '../eks/fake-aws.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

const notFound: AwsAnswer = { status: 400, body: { __type: 'ParameterNotFound', message: 'none' } };

/** The Parameter Store on the loopback: values by name. Gives what it was asked for. */
async function startParameters(values: Readonly<Record<string, string>>) {
  const { calls } = await startFakeAws(({ form }) => {
    const { Name } = JSON.parse([...form.keys()][0] ?? '{}') as { Name: string };
    return values[Name] === undefined ? notFound : { body: { Parameter: { Name, Value: values[Name] } } };
  });
  return () => calls.map(({ form, headers }) => [headers['x-amz-target'], JSON.parse([...form.keys()][0] ?? '{}')]);
}

describe('a secret is read', () => {
  it('from a variable', async () => {
    expect(await openSecrets({ variables: { KEY: 'k' } })('env:KEY')).toBe('k');
  });

  it('from a file, without the line end', async () => {
    const file = makeScratchFolder().write('key', 'k\n');
    expect(await openSecrets({ variables: {} })(`file:${file}`)).toBe('k');
  });

  it('from the Parameter Store, decrypted, and through it from Secrets Manager', async () => {
    const asked = await startParameters({ '/pager': 'k1', '/aws/reference/secretsmanager/pager/key': 'k2' });
    const readSecret = openSecrets({ variables: {} });
    expect([await readSecret('ssm:/pager'), await readSecret('secretsmanager:pager/key')]).toEqual(['k1', 'k2']);
    expect(asked()).toEqual([
      ['AmazonSSM.GetParameter', { Name: '/pager', WithDecryption: true }],
      ['AmazonSSM.GetParameter', { Name: '/aws/reference/secretsmanager/pager/key', WithDecryption: true }],
    ]);
  });

  it.each([
    ['env:KEY', 'there is nothing behind the secret env:KEY; put it there, or change the reference'],
    ['file:/none/key', 'the secret file:/none/key cannot be read: ENOENT'],
    ['ssm:none', /^the secret ssm:none cannot be read \(ParameterNotFound: none\); look whether it is there/],
    ['secretsmanager:none', /^the secret secretsmanager:none cannot be read \(ParameterNotFound: none\); look whether/],
  ])('or it is said what is missing: %s', async (reference, message) => {
    await startParameters({});
    await expect(openSecrets({ variables: {} })(reference)).rejects.toThrow(message);
  });
});

describe('a secret that was read', () => {
  /** A reader with a clock, and a store whose value can be changed, or undefined to fail. */
  function open() {
    const store = { value: 'old' as string | undefined, reads: 0, minute: 0 };
    const readSecret = openSecrets({
      variables: {},
      clock: () => new Date(store.minute * 60_000),
      readParameter: async () => {
        store.reads += 1;
        if (store.value === undefined) throw new Error('out of order');
        return store.value;
      },
    });
    return { store, readSecret: () => readSecret('ssm:key') };
  }

  it('is kept for five minutes, and read again then', async () => {
    const { store, readSecret } = open();
    await readSecret();
    store.value = 'new';
    store.minute = 4.9;
    expect([await readSecret(), store.reads]).toEqual(['old', 1]);
    store.minute = 5;
    expect([await readSecret(), store.reads]).toEqual(['new', 2]);
  });

  it('is used on while it cannot be read again', async () => {
    const { store, readSecret } = open();
    await readSecret();
    store.value = undefined;
    store.minute = 6;
    expect(await readSecret()).toBe('old');
    store.value = 'new';
    expect(await readSecret()).toBe('new');
  });
});
