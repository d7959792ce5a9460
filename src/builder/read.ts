/** From the typed configuration to what the panel shows. Reading changes nothing, and never fails. */
import type { Config, Section } from '../../simulator/language/haproxy/config.ts';
import { algorithmsFor, balanceOf } from './edit-balance.ts';
import { healthCheckOf } from './health.ts';
import type { BuilderBackend, BuilderModel, BuilderSection, BuilderServer } from './model.ts';
import { isKeyword, isProxy, modeOf, type ProxyKind, wordOf } from './sections.ts';
import { decidingOption, flagOf, lockOf, numberOf, serversOf } from './server-line.ts';
import { stickinessOf } from './stickiness.ts';

/** The model of a text as it stands. */
export function readBuilder(config: Config): BuilderModel {
  const sections: BuilderSection[] = [];
  for (const [index, section] of config.sections.entries()) {
    if (isProxy(section)) sections.push(readSection(config, section, index));
  }
  return { sections };
}

function readSection(config: Config, section: Section & { readonly kind: ProxyKind }, index: number): BuilderSection {
  return {
    section: index,
    kind: section.kind,
    name: section.name?.text ?? '',
    span: section.span,
    mode: modeOf(config, section),
    binds: section.directives.flatMap((directive, line) => {
      const address = directive.words[1];
      return isKeyword('bind')(directive) && address ? [{ line, address: address.text, span: address.span }] : [];
    }),
    backend: section.kind === 'frontend' ? null : readBackend(config, section),
  };
}

function readBackend(config: Config, section: Section): BuilderBackend {
  const balance = balanceOf(config, section);
  return {
    balance,
    algorithms: algorithmsFor(modeOf(config, section).value),
    servers: readServers(config, section),
    stickiness: stickinessOf(config, section, balance.value.algorithm, balance.span),
    healthCheck: healthCheckOf(config, section),
  };
}

/** HAProxy's own weight. */
const WEIGHT = 1;

function readServers(config: Config, section: Section): BuilderServer[] {
  return serversOf(section).map(({ directive, line }) => {
    const weight = numberOf(config, section, line, 'weight');
    const maxconn = numberOf(config, section, line, 'maxconn');
    const cookie = decidingOption(config, section, line, ['cookie']);
    return {
      line,
      name: wordOf(directive, 1),
      address: wordOf(directive, 2),
      weight: { ...weight, value: weight.value ?? WEIGHT },
      check: flagOf(config, section, line, 'check'),
      backup: flagOf(config, section, line, 'backup'),
      // 0 is how HAProxy writes "no limit".
      maxconn: { ...maxconn, value: maxconn.value || null },
      cookie: cookie ? wordOf(cookie.directive, cookie.place.index + 1) : null,
      span: directive.span,
      locked: lockOf(directive),
    };
  });
}
