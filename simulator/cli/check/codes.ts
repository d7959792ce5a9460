/** What a finding's code stands for. */
import type { Version } from '../../language/haproxy/config.ts';

/** `unknown-backend` → `Unknown backend`. */
export function titleOf(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** HAProxy's manual of a version. */
export function manualOf(version: Version): string {
  return `https://docs.haproxy.org/${version}/configuration.html`;
}
