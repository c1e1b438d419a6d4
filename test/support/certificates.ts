import { generate } from 'selfsigned';

/** A self-signed certificate for 127.0.0.1 and localhost, its own authority. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate that is valid from now until `days` from now (or, negative, until then in the past). */
export async function makeCertificate({ days = 1, commonName = '127.0.0.1' } = {}): Promise<Certificate> {
  const dayMs = 86_400_000;
  const notAfterDate = new Date(Date.now() + days * dayMs);
  const notBeforeDate = new Date(Math.min(Date.now(), notAfterDate.getTime()) - dayMs);
  const made = await generate([{ name: 'commonName', value: commonName }], {
    notBeforeDate,
    notAfterDate,
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: commonName },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}
