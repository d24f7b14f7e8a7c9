import 'reflect-metadata'; // asked for by @peculiar/x509, before its import
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';

import * as x509 from '@peculiar/x509';

const signing = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 60 * 60 * 1000;
const serverAuthentication = '1.3.6.1.5.5.7.3.1';

// In this roundabout way it is the same with the types of a browser around.
type Key = InstanceType<typeof CryptoKey>;

interface KeyPair {
  privateKey: Key;
  publicKey: Key;
}

interface AuthorityOptions {
  issuer: x509.X509Certificate;
  keys: KeyPair;
  hostKeys: KeyPair;
  hostKeyPem: string;
}

/**
 * A certificate authority that lives as long as one test or demo.
 *
 * Its private key never leaves memory, so a machine that was told to trust it
 * for one run has nothing to fear from it afterwards.
 */
export class Authority {
  private readonly contexts = new Map<string, Promise<SecureContext>>();

  /** The certificate to trust, PEM. */
  readonly certificate: string;

  private readonly issuer: x509.X509Certificate;
  private readonly keys: KeyPair;
  // One key pair serves all hosts: a key per host would only cost time.
  private readonly hostKeys: KeyPair;
  private readonly hostKeyPem: string;

  private constructor(options: AuthorityOptions) {
    this.certificate = options.issuer.toString('pem');
    this.issuer = options.issuer;
    this.keys = options.keys;
    this.hostKeys = options.hostKeys;
    this.hostKeyPem = options.hostKeyPem;
  }

  /** Makes a new authority with its own key. */
  static async create(): Promise<Authority> {
    const keys = await generateKeys();
    const hostKeys = await generateKeys();
    const issuer = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      name: 'CN=Recorded origin test authority',
      ...validity(),
      signingAlgorithm: signing,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
          true
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)
      ]
    });
    const hostKey = await crypto.subtle.exportKey('pkcs8', hostKeys.privateKey);
    const hostKeyPem = x509.PemConverter.encode(hostKey, 'PRIVATE KEY');
    return new Authority({ issuer, keys, hostKeys, hostKeyPem });
  }

  /** A TLS context that proves the name `host`, made once for each host. */
  contextFor(host: string): Promise<SecureContext> {
    const known = this.contexts.get(host);
    if (known) {
      return known;
    }
    const made = this.makeContext(host);
    this.contexts.set(host, made);
    return made;
  }

  private async makeContext(host: string): Promise<SecureContext> {
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      // The name counts in the extension; a common name may not exceed 64
      // characters, and host names may.
      subject: 'CN=Recorded host',
      issuer: this.issuer.subject,
      ...validity(),
      signingAlgorithm: signing,
      publicKey: this.hostKeys.publicKey,
      signingKey: this.keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false),
        new x509.ExtendedKeyUsageExtension([serverAuthentication]),
        new x509.SubjectAlternativeNameExtension([
          { type: isIP(host) ? 'ip' : 'dns', value: host }
        ]),
        await x509.AuthorityKeyIdentifierExtension.create(this.issuer)
      ]
    });
    return createSecureContext({
      cert: certificate.toString('pem'),
      key: this.hostKeyPem
    });
  }
}

function generateKeys(): Promise<KeyPair> {
  return crypto.subtle.generateKey(signing, true, ['sign', 'verify']);
}

function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Positive and without a leading zero byte, as DER integers want it.
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  // A day back, so that a machine whose clock is a little off still agrees.
  return { notBefore: new Date(now - day), notAfter: new Date(now + 30 * day) };
}
