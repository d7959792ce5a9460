import { analyse } from '../../simulator/language/haproxy/analyse.ts';
import type { Config, Version } from '../../simulator/language/haproxy/config.ts';

/** The typed configuration of one file. */
export function configOf(text: string, version: Version = '2.6'): Config {
  return analyse([{ name: 'haproxy.cfg', text }], { version }).config;
}
