/** Config → Plan. */

import type { Diagnostic } from '../language/diagnostic.ts';
import type { Config, ProxyConfig } from '../language/haproxy/config.ts';
import { lineStarts } from '../language/haproxy/offsets.ts';
import { parseTime } from '../language/haproxy/time.ts';
import type { ErrorFiles } from './actions.ts';
import { planBackend } from './backend.ts';
import { behaviourOf } from './behaviour.ts';
import { planCaches } from './caches.ts';
import { planCaptures } from './captures.ts';
import { aclsOf, type PatternFiles, planAcls, planPredefined } from './conditions.ts';
import { planFrontend } from './frontend.ts';
import { fullconns } from './fullconn.ts';
import { chainOf, nearest } from './inherit.ts';
import { planListeners } from './listeners.ts';
import { planLogForwards, planRings } from './log-sections.ts';
import { planDestinations, planTarget } from './logs.ts';
import { hasBackend, hasFrontend, type Names, namesOf } from './names.ts';
import { notSimulated as said } from './not-simulated.ts';
import { errorFilesOf, type SectionsBySettings, sectionsBySettings, sectionsOf } from './pages.ts';
import { type ReferredFiles, referredFiles } from './pattern-files.ts';
import { planPeers } from './peers.ts';
import type { ListenerPlan, Plan, ProcessPlan, ProxyPlan } from './plan.ts';
import { planProcessVariables } from './process-variables.ts';
import { referencedServers } from './referenced.ts';
import { planStats } from './stats.ts';
import { planStatsFile } from './stats-file.ts';
import { planStatusSets } from './status-sets.ts';
import { planTables } from './tables.ts';
import { processTls } from './tls-plan.ts';
import { resolveTracks } from './track.ts';
import { planUserlists } from './userlists.ts';

/** HAProxy computes its default from the file descriptors that it may have: this is a usual server's. */
const DEFAULT_MAXCONN = 262_000;
/** `tune.bufsize` 16384 less `tune.maxrewrite` 1024. */
const DEFAULT_BUFFER_BYTES = 16_384;
const DEFAULT_HEAD_BYTES = 15_360;

export interface PlanOptions {
  /** What the files that ACLs take their patterns from hold, by path. An absent one has no patterns. */
  readonly files?: PatternFiles;
}

/**
 * Resolves a configuration. It never fails: what is broken (and was reported when the text was read) is left out.
 * @param config need not be valid
 */
export function plan(config: Config, options: PlanOptions = {}): Plan {
  const names = namesOf(config);
  const listeners = planListeners(config, (proxy) => isHttp(config, proxy));
  const files = options.files ?? {};
  const process = planProcess(config);
  const proxies = resolveTracks(planProxies(config, names, listeners, files));
  const full = fullconns(proxies, process.maxconn);
  return {
    version: config.version,
    behaviour: behaviourOf(config.version),
    process,
    proxies: proxies.map((proxy) =>
      proxy.backend ? { ...proxy, backend: { ...proxy.backend, fullconn: full[proxy.id]! } } : proxy,
    ),
    listeners,
    tables: planTables(config, names),
    peers: planPeers(config),
    sources: config.files.map(({ name, text }) => ({ name, lineStarts: lineStarts(text) })),
    caches: planCaches(config),
    processVariables: planProcessVariables(config),
    rings: planRings(config),
    logForwards: planLogForwards(config),
    userlists: planUserlists(config),
    predefinedAcls: planPredefined(config.version),
    ...withStatsFile(config, referredFiles(proxies, files), files),
    notSimulated: said(config, proxies),
  };
}

/** The file of `stats-file` belongs to those that contents are taken from. */
function withStatsFile({ global }: Config, referred: ReferredFiles, given: PatternFiles) {
  const name = global.other['stats-file']?.value[0];
  if (name === undefined) return { ...referred, optionalFiles: [], preloaded: null };
  const preloaded = planStatsFile(given[name] ?? '');
  return { ...referred, files: [...referred.files, name], optionalFiles: [name], preloaded };
}

function planProcess({ global }: Config): ProcessPlan {
  const bufsize = Number(global.other['tune.bufsize']?.value[0]) || 0;
  const rewrite = Number(global.other['tune.maxrewrite']?.value[0]) || 1024;
  const capture = global.other['tune.ssl.capture-buffer-size'] ?? global.other['tune.ssl.capture-cipherlist-size'];
  const helloBytes = Number(capture?.value[0]) || 0;
  const spread = parseTime(global.other['max-spread-checks']?.value[0] ?? '0', 'ms');
  return {
    maxconn: global.maxconn?.value || DEFAULT_MAXCONN,
    spreadChecksPercent: global.spreadChecksPercent?.value ?? 0,
    maxSpreadChecksMs: spread.ok && spread.value > 0 ? spread.value : null,
    hardStopAfterMs: global.hardStopAfterMs?.value ?? null,
    statsSockets: global.statsSockets.map(({ value, span }) => ({
      address: value.address,
      mode: value.mode ?? null,
      level: value.level ?? 'operator',
      span,
    })),
    logs: global.logs.map(({ value }) => planTarget(value)),
    tls: processTls(global),
    http2: {
      maxStreams: Number(global.other['tune.h2.max-concurrent-streams']?.value[0]) || 100,
      windowBytes: Number(global.other['tune.h2.initial-window-size']?.value[0]) || 65_536,
    },
    ...(global.other['external-check']?.value[0] === 'preserve-env' ? { checksKeepEnvironment: true } : {}),
    countedStatuses: planStatusSets(global.other['http-err-codes']?.value, global.other['http-fail-codes']?.value),
    requestLineBytes: Number(global.other['tune.http.logurilen']?.value[0]) || 1023,
    cookieBytes: Number(global.other['tune.http.cookielen']?.value[0]) || 63,
    ...(helloBytes > 0 ? { helloBytes } : {}),
    bufferBytes: bufsize > 0 ? bufsize : DEFAULT_BUFFER_BYTES,
    maxHeadBytes: bufsize > 0 ? bufsize - Math.min(rewrite, bufsize >> 1) : DEFAULT_HEAD_BYTES,
  };
}

function planProxies(
  config: Config,
  names: Names,
  listeners: readonly ListenerPlan[],
  files: PatternFiles,
): ProxyPlan[] {
  const referenced = referencedServers(config);
  const sections = sectionsBySettings(config);
  const errorFiles = errorFilesOf(config);
  return config.proxies.map((proxy, id) =>
    planProxy(config, proxy, id, { names, listeners, files, referenced, sections, errorFiles }),
  );
}

const isHttp = (config: Config, proxy: number): boolean =>
  nearest(chainOf(config, config.proxies[proxy]!), (settings) => settings.mode)?.value === 'http';

/** What is the same for all proxies of a configuration. */
interface Shared {
  readonly names: Names;
  readonly listeners: readonly ListenerPlan[];
  readonly files: PatternFiles;
  readonly referenced: ReadonlySet<string>;
  readonly sections: SectionsBySettings;
  readonly errorFiles: ErrorFiles;
}

function planProxy(
  config: Config,
  proxy: ProxyConfig,
  id: number,
  { names, listeners, files, referenced, sections: bySettings, errorFiles }: Shared,
): ProxyPlan {
  const chain = chainOf(config, proxy);
  const mode = nearest(chain, (settings) => settings.mode)?.value ?? 'tcp';
  const sections = sectionsOf(bySettings, chain);
  const source = {
    chain,
    version: config.version,
    files,
    names,
    referenced,
    section: proxy.name.value,
    captures: planCaptures(sections),
    errorFiles,
    sections,
  };
  const behaviour = behaviourOf(config.version);
  return {
    id,
    name: proxy.name.value,
    kind: proxy.kind,
    mode,
    disabled: nearest(chain, (settings) => settings.disabled)?.value ?? false,
    span: proxy.section.header.span,
    logs: planDestinations(config, chain),
    guid: nearest(chain.slice(0, 1), (settings) => settings.other.guid)?.value[0] ?? null,
    stats: mode === 'http' ? planStats(source) : null,
    acls: planAcls(aclsOf(chain[0]!, config.version, files)),
    frontend: hasFrontend(proxy) ? planFrontend(config, proxy, id, mode, source, listeners) : null,
    backend: hasBackend(proxy) ? planBackend(proxy, mode, source, behaviour) : null,
  };
}

/** What a configuration says and the engine does not do, each on its line. */
export const notSimulated = (config: Config): readonly Diagnostic[] =>
  said(
    config,
    planProxies(
      config,
      namesOf(config),
      planListeners(config, (proxy) => isHttp(config, proxy)),
      {},
    ),
  );
