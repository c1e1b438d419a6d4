import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

/**
 * The value of a parameter, decrypted, in the account and region that the SDK finds in its environment. In a file of its
 * own to be loaded with the first secret, and with this one operation of the client only.
 */
export async function readParameter(name: string): Promise<string | undefined> {
  const client = new SSMClient({});
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter?.Value;
  } finally {
    client.destroy();
  }
}
