/** What a check may come to. */

/** HAProxy's check result names (manual, `option log-health-checks`, CSV field `check_status`). */
export type ProbeStatus =
  | 'L4OK'
  | 'L4TOUT'
  | 'L4CON'
  | 'L6OK'
  | 'L6TOUT'
  | 'L6RSP'
  | 'L7OK'
  | 'L7OKC'
  | 'L7TOUT'
  | 'L7RSP'
  | 'L7STS'
  | 'SOCKERR'
  /** A program's verdict, or none in time. */
  | 'PROCOK'
  | 'PROCERR'
  | 'PROCTOUT'
  /** Not a check: what traffic met (`observe`). */
  | 'HANA';
