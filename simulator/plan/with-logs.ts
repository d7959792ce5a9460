/** `--log`: logging whatever the configuration says. */
import type { Plan } from './plan.ts';

/** The plan with logging on everywhere: what has no format of its own gets that of its mode. */
export function withLogs(plan: Plan): Plan {
  const proxies = plan.proxies.map((proxy) => {
    const { frontend, mode } = proxy;
    if (frontend === null || frontend.log.enabled) return proxy;
    const usual = mode === 'http' ? ('http' as const) : ('tcp' as const);
    const format = frontend.log.format === 'connect' ? usual : frontend.log.format;
    return { ...proxy, frontend: { ...frontend, log: { ...frontend.log, enabled: true, format } } };
  });
  return { ...plan, proxies };
}
