/** Whether health checks speak TLS, and what they ask for. Manual, "check-ssl", "check-sni", "check-alpn", "check-sni-auto". */
import type { ServerOptions, Version } from '../language/haproxy/config.ts';
import type { CheckTlsPlan } from './check-tls-plan.ts';

/** Checks go elsewhere than traffic, so that traffic says nothing about how they are made. */
export const hasOwnTarget = ({ checkPort, checkAddr }: ServerOptions): boolean =>
  checkPort !== undefined || checkAddr !== undefined;

/** null: checks are made without TLS, unless a `connect` rule says otherwise. */
export function checkTls(options: ServerOptions): CheckTlsPlan | null {
  const wants = wanted(options, 'check-ssl', 'no-check-ssl');
  if (!(wants ?? (!hasOwnTarget(options) && options.ssl?.value === true))) return null;
  const sni = options.other['check-sni']?.value[0];
  const alpn = options.other['check-alpn']?.value[0];
  return {
    ...(sni === undefined ? {} : { sni }),
    ...(alpn === undefined ? {} : { alpn: alpn.split(',').filter((one) => one !== '') }),
  };
}

export const asksForHost = (options: ServerOptions, version: Version): boolean =>
  version === '3.4' && wanted(options, 'check-sni-auto', 'no-check-sni-auto') !== false;

/** Of two words that take each other back the later one holds; undefined: neither is there. */
function wanted({ other }: ServerOptions, yes: string, no: string): boolean | undefined {
  const [on, off] = [other[yes], other[no]];
  if (on === undefined || off === undefined) return on === undefined ? (off === undefined ? undefined : false) : true;
  return on.span.file === off.span.file ? on.span.from > off.span.from : on.span.file > off.span.file;
}
