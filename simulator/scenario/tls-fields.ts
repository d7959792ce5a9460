/** `tls` of a group of clients: what they bring along to handshakes. */
import { isMap } from 'yaml';
import { CERTIFICATE_ERRORS, verifyErrorNumber } from '../plan/verify-errors.ts';
import { type FieldTable, mismatch, type Reader, readFields, scalarText } from './reader.ts';
import { flag, listOf, oneOf, text, whole } from './readers.ts';
import type { ClientCertificate, ClientTls } from './schema.ts';

/** A number of OpenSSL's, or its name. */
const verdict: Reader<number> = {
  expects: "'OK', or OpenSSL's error: its number or its name, for example CERT_HAS_EXPIRED",
  read(context, node) {
    const said = scalarText(node) ?? '';
    const number = verifyErrorNumber(said);
    const isKnown = number > 0 || said === '0' || said.toUpperCase() === 'OK';
    return isKnown && number < CERTIFICATE_ERRORS.length ? number : mismatch(context, node, this.expects);
  },
};

const pattern = (expects: string, form: RegExp): Reader<string> => ({
  expects,
  read(context, node) {
    const said = scalarText(node);
    return said !== null && form.test(said) ? said : mismatch(context, node, this.expects);
  },
});

const time = pattern("a time as certificates have it, for example '270131235959Z'", /^\d{12}Z$/);
const hexadecimal = pattern('hexadecimal digits', /^[0-9a-fA-F]{1,64}$/);

const CERTIFICATE_FIELDS = {
  subject: { reader: text, about: 'Whose it is: `/C=DE/O=Example/CN=alice`, or with commas.' },
  issuer: { reader: text, about: 'Who signed it. Default: `/CN=Example CA`.' },
  serial: { reader: hexadecimal, about: 'Its serial number, hexadecimal. Default: 01.' },
  notBefore: { reader: time, about: 'From when it is good.' },
  notAfter: { reader: time, about: 'Until when it is good.' },
  names: { reader: listOf(text), about: 'Alternative names: `DNS:alice.example`, `email:…`, `IP Address:…`.' },
  verify: { reader: verdict, about: 'What verification finds: OK (the default), or what is wrong with it.' },
  depth: {
    reader: whole(0, 20),
    about: 'With `verify`: how far up the chain that is. Default: 0, the certificate itself.',
  },
} satisfies FieldTable;

const certificate: Reader<ClientCertificate> = {
  expects: "a subject, for example '/CN=alice', or '{subject: /CN=alice, verify: CERT_HAS_EXPIRED}'",
  read(context, node) {
    const said = isMap(node) ? readFields(context, node, CERTIFICATE_FIELDS, 'a certificate') : {};
    if (said === undefined) return undefined;
    const subject = isMap(node) ? said.subject?.value : scalarText(node);
    if (!subject?.includes('=')) return mismatch(context, node, this.expects);
    return {
      subject,
      issuer: said.issuer?.value ?? '/CN=Example CA',
      serial: said.serial?.value ?? '01',
      notBefore: said.notBefore?.value ?? '250101000000Z',
      notAfter: said.notAfter?.value ?? '350101000000Z',
      names: said.names?.value ?? [],
      verify: said.verify?.value ?? 0,
      depth: said.depth?.value ?? 0,
    };
  },
};

const TLS_FIELDS = {
  sni: { reader: text, about: 'The server name that clients ask for.' },
  alpn: { reader: text, about: 'The protocol they want, if the bind offers it.' },
  version: {
    reader: oneOf('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'),
    about: 'What both sides agree on. Default: TLSv1.3.',
  },
  cipher: { reader: text, about: "OpenSSL's name of the cipher suite. Default: the usual one of the version." },
  resumed: { reader: flag, about: 'They take up an earlier session.' },
  certificate: { reader: certificate, about: 'Their certificate, for binds with `verify`.' },
} satisfies FieldTable;

export const tls: Reader<ClientTls | null> = {
  expects: "true, false or '{sni: www.example.org}'",
  read(context, node) {
    if (!isMap(node)) {
      const on = scalarText(node);
      if (on === 'true') return { sni: null };
      return on === 'false' ? null : mismatch(context, node, this.expects);
    }
    const fields = readFields(context, node, TLS_FIELDS, 'tls');
    if (fields === undefined) return undefined;
    const { sni, ...others } = fields;
    const said = Object.entries(others).flatMap(([key, read]) => (read === undefined ? [] : [[key, read.value]]));
    return { sni: sni?.value ?? null, ...(Object.fromEntries(said) as Omit<ClientTls, 'sni'>) };
  },
};
