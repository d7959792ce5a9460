/**
 * What the lab cannot see, does not compare or cannot play, and why. Nothing is in here because Drydock gets it wrong:
 * a difference in a decision is a bug, and is shown as one.
 */
export interface KnownLimit {
  readonly what: string;
  readonly why: string;
}

export const KNOWN_LIMITS: readonly KnownLimit[] = [
  {
    what: 'Timers in log lines may be 60 ms apart; -1 must be -1.',
    why: 'HAProxy reads what the lab sent when the machine lets it, a little after it was sent.',
  },
  {
    what: 'A health check must be within 60 ms (up to 100 ms with long intervals) of Drydock’s, or as far behind the one before.',
    why: 'Each check counts from the end of the one before, so that a late one makes all later ones late.',
  },
  {
    what: 'Bare TCP checks are not seen; where the port is open, they are taken to have passed.',
    why: 'HAProxy resets them before their handshake is complete: the server never hears of them.',
  },
  {
    what: 'Which refusing servers balance random, or leastconn from 3.2 on, tried first is guessed.',
    why: 'A closed port sees nobody. There must be one course of chance that explains the log and all counters.',
  },
  {
    what: 'Lines of different clients, or servers, may change places.',
    why: 'What ends at one instant is written in the order in which the system reports it.',
  },
  {
    what: 'Lines within 5 ms of each other may have each other’s numbers of connections; all together they have the same.',
    why: 'Each counts those that are left when it is written.',
  },
  {
    what: 'A run that differs is played again when this machine was measured to be more than 8 ms late.',
    why: 'The command’s own timers and HAProxy’s waits for a processor are measured while it plays. Generated scenarios decide alike when things come that much earlier or later, so what differs otherwise counts, at once.',
  },
  {
    what: 'Times (qtime, ctime …) and rates of show stat are not compared.',
    why: 'They are the machine’s.',
  },
  {
    what: 'chkfail of 3.4 may be one less in HAProxy.',
    why: 'Seen with 3.4.7: a server whose very first check fails shows 0 there, and 1 up to 3.2. Not looked into so far.',
  },
  {
    what: 'Bytes received (bin) may differ by those of requests and connections that reached no server.',
    why: 'HAProxy counts what had come when it gave up or answered by itself; how much of it had is chance.',
  },
  {
    what: 'What sinks in stick tables (rates, what an entry has left) may be as it is 60 ms before or behind the reading.',
    why: 'It sinks while it is being read, and HAProxy counts from when it read what the lab had sent.',
  },
  {
    what: 'Single times may be off as said above; the median of many may not be off by more than 10 ms.',
    why: 'A busy machine is late now and then; Drydock would be wrong always. The medians are printed at the end.',
  },
  {
    what: 'need_conn_est may be one apart where a check came within 60 ms of a request to the same server.',
    why: 'A bare check is a connection in use for a moment that nobody sees: which of the two was first is not known.',
  },
  {
    what: 'A client that leaves a tarpit ends it at once, or does not.',
    why: 'HAProxy sees it only if it was still listening to that connection, which is chance: half of 12 runs, as we saw it.',
  },
  {
    what: 'Clients come from 127.0.0.0/8: other addresses become some of it, by their last three bytes.',
    why: 'A machine may connect only from addresses of its own. ACLs on src that name other networks match nobody.',
  },
  {
    what: 'Black holes, TLS and clients that speak the PROXY protocol are not played.',
    why: 'Loopback loses no packets; the others the lab’s clients do not speak so far.',
  },
];
