/** Random health checks. */
import type { Dice } from './dice.ts';

/** Adds the check's directives to the backend; returns the words of its servers. */
export function checks(dice: Dice, mode: 'http' | 'tcp', lines: string[]): string {
  if (mode === 'http' && dice.chance(60)) {
    lines.push(`  option httpchk ${dice.pick(['GET /health', 'HEAD /', 'OPTIONS *'])}`);
    if (dice.chance(30))
      lines.push(`  http-check expect ${dice.pick(['status 200', '! rstatus ^5', 'rstatus ^[23]'])}`);
    if (dice.chance(15)) lines.push('  http-check disable-on-404');
    if (dice.chance(10)) lines.push('  http-check send-state');
    if (dice.chance(20))
      lines.push(
        `  http-check send ${dice.pick(['meth GET uri /up ver HTTP/1.1 hdr host x', 'hdr x-a b', 'uri /u?a=b'])}`,
      );
  } else if (mode === 'http' && dice.chance(15)) {
    lines.push(
      '  option httpchk',
      '  http-check connect',
      '  http-check send meth GET uri /one',
      `  http-check expect ${dice.pick(['status 200-399', 'rstring OK', 'hdr name content-length', 'string "x"'])}`,
    );
  } else if (dice.chance(25))
    lines.push(
      '  option tcp-check',
      '  tcp-check send PING\\r\\n',
      `  tcp-check expect ${dice.pick(['string +PONG', 'rstring ^.PO', 'binary 2b504f4e47', '! string ERR', 'string OK'])}`,
    );
  else if (dice.chance(20))
    lines.push(
      `  option ${dice.pick(['redis-check', 'redis-check', 'ssl-hello-chk', 'smtpchk', 'ldap-check', 'mysql-check user x', 'pgsql-check user x', 'tcp-check'])}`,
    );
  if (dice.chance(20)) lines.push('  option log-health-checks');
  const said = [`check inter ${dice.pick([150, 210, 270, 400])}ms`];
  if (dice.chance(60)) said.push(`fall ${dice.between(1, 3)}`);
  if (dice.chance(60)) said.push(`rise ${dice.between(1, 3)}`);
  if (dice.chance(25)) said.push(`fastinter ${dice.pick([110, 160])}ms`);
  if (dice.chance(25)) said.push(`downinter ${dice.pick([130, 300])}ms`);
  return said.join(' ');
}
