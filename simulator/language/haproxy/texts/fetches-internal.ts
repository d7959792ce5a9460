/** The longer texts about internal states: see `entries.ts` for the form. A tilde stands for a backtick. */
import type { TextGroup } from './entries.ts';

export const FETCHES_INTERNAL: TextGroup = {
  manual: '7.3.2',
  entries: `
acl
Up to twelve names of ACLs of this section, each with ~!~ in front to turn it round. It makes one value of a condition: to log it, or to keep it in a variable for later rules. HAProxy does not check that the ACLs make sense where the value is asked for.
> acl internal src 192.168.0.0/16
> http-request set-var(txn.inside) acl(internal)

act_conn
Of all frontends together; those to the runtime socket do not count.
> http-request return status 503 if { act_conn gt 20000 }

always_false
Stands in for a condition that is to be switched off for a while without taking the rule out.
> acl maintenance always_false

always_true
Stands in for a condition that is to hold in any case, while a configuration is being tried.
> acl allowed always_true

avg_queue
All that waits in the backend’s queue and in its servers’ queues, divided by the servers that are up: how long the line is in front of each. With no server up the queue counts double. Without a name it is this backend.
> acl overloaded avg_queue(app) gt 10

be_conn
The request being looked at may be among them. Without a name it is the section’s own backend.
> use_backend app2 if { be_conn(app) gt 500 }

be_conn_free
Adds up what is left below each server’s ~maxconn~; places in queues do not count, and backup servers only count once all others are down. It is -1 when a server has no ~maxconn~.
> use_backend app2 if { be_conn_free(app) lt 5 }

be_sess_rate
Measured over the last second. Without a name it is this backend.
> acl scanned be_sess_rate(app) gt 100

bin
A constant: two hexadecimal digits a byte. Of use in front of converters, and in checks that send bytes.
> http-request set-var(txn.mark) bin(cafe01)

bool
The argument is ~true~, ~1~, ~false~ or ~0~.
> http-request set-var(txn.checked) bool(true)

connslots
For every server that is up, what is left of ~maxconn~ plus what is left of ~maxqueue~. It is -1 when a server has no limit for one of them.
> use_backend app2 if { connslots(app) lt 10 }

cpu_calls
Begins again with each request of a kept-alive connection. Two or so is usual; compression, caching and long bodies make it more. For looking into performance.
> log-format "%ci %ST calls=%[cpu_calls] cpu=%[cpu_ns_avg]"

cpu_ns_avg
That is ~cpu_ns_tot~ divided by ~cpu_calls~. Large values point at what holds up everything else on the thread: heavy regular expressions, Lua, compression. It needs ~profiling.tasks~ to be on, or HAProxy to have switched it on by itself.
> log-format "%ci %ST cpu=%[cpu_ns_avg]ns"

cpu_ns_tot
The sum over all runs, begun again with each request. Requests with many small chunks show large sums without being expensive: ~cpu_ns_avg~ tells more. Needs task profiling, as that one does.
> log-format "%ci %ST cpu=%[cpu_ns_tot]ns in %[cpu_calls] calls"

cpu_usage_grp
The mean of the group’s threads over their last round of polling, from 0 to 100. It jumps about; only under steady load does it say much.
> log-format "%ci %ST group=%[cpu_usage_grp]%%"

cpu_usage_proc
The mean of all threads over their last round of polling, from 0 to 100: the opposite of the idle share that the statistics show.
> http-request return status 503 if { cpu_usage_proc gt 95 }

cpu_usage_thr
Measured over the last round of polling, from 0 to 100. HAProxy decides by the same figure whether to go on compressing and whether to close connections with many glitches.
> log-format "%ci %ST thread=%[thread] busy=%[cpu_usage_thr]%%"

date
In seconds, or in what ~unit~ says: ~s~, ~ms~ or ~us~. The offset, in the same unit, is added; it may be negative. ~http_date~ and ~utime~ make something readable of it.
> http-response set-header Expires %[date(86400),http_date]

date_us
Taken from the same clock as ~date~, so that the two fit together.
> log-format "%[date].%[date_us] %ci %ST"

dump_all_vars
Scope is ~sess~, ~txn~, ~req~, ~res~ or ~proc~; without it they come in this order. Only names that begin with the prefix are shown. Pairs are joined by a comma and a blank unless a delimiter is given; texts come in quotes, bytes in hexadecimal with an ~x~. When the buffer is too small there is no value at all, not half of one.
> log-format "%ci %ST %[dump_all_vars(txn,user)]"

env
As it was when HAProxy started; a change afterwards is not seen. There is no value if it was not set, which ~-m found~ can test.
> http-response set-header X-Site %[env(SITE)]

fe_conn
The one being looked at may be among them. Without a name it is this frontend.
> use_backend app2 if { fe_conn gt 1000 }

fe_req_rate
Over the last second. With keep-alive it is larger than ~fe_sess_rate~, which counts connections.
> http-request deny deny_status 429 if { fe_req_rate gt 2000 }

fe_sess_rate
Over the last second. To let those above a limit wait, combine it with ~tcp-request inspect-delay~; to refuse to accept more, there is ~rate-limit sessions~.
> tcp-request connection reject if { fe_sess_rate gt 500 }

hostname
As the system calls it when HAProxy starts.
> http-response set-header X-Served-By %[hostname]

int
A constant to begin a chain of converters with.
> http-request set-var(txn.limit) int(100)

ipv4
A constant, with four numbers and points.
> http-request set-src ipv4(192.0.2.1) if { src 127.0.0.1 }

ipv6
A constant, without brackets.
> http-request set-var(txn.addr) ipv6(2001:db8::1)

last_entity
For a rule it is ~file:line~ of the one that ended the evaluation; for a filter, its name. It helps to find out from the log why a request was refused. Meant for debugging: the form may change.
> log-format "%ci %ST %[last_entity]"

last_rule_file
The last ~accept~, ~deny~, ~redirect~ or the like that matched, in ~tcp-request content~, ~tcp-response content~ and the three HTTP rulesets. Rules on connections and sessions leave no trace, since there is no stream yet.
> log-format "%ci %ST %[last_rule_file]:%[last_rule_line]"

last_rule_line
Belongs to ~last_rule_file~, where it is said which rules count.
> log-format "%ci %ST %[last_rule_file]:%[last_rule_line]"

lat_ns_avg
That is ~lat_ns_tot~ divided by ~cpu_calls~: how much the neighbours on the same thread hold this request up. Needs task profiling, as ~cpu_ns_avg~ does.
> log-format "%ci %ST waited=%[lat_ns_avg]ns"

lat_ns_tot
The sum over all runs for this request. It does not simply add to the response time, since buffers go on filling meanwhile; ~lat_ns_avg~ is the better figure.
> log-format "%ci %ST waited=%[lat_ns_tot]ns"

meth
A constant of the type that ~method~ has.
> http-request set-var(txn.verb) meth(GET)

nbproc
Left from times when HAProxy could run as several processes.
> http-response set-header X-Processes %[nbproc]

nbsrv
Those that are up and have a weight; without a name those of this backend. With ~monitor fail~ it lets a load balancer in front know that nothing is left here.
> monitor fail if { nbsrv(app) lt 1 }

pid
That of the worker, not of the master.
> log-format "%ci %ST pid=%[pid]"

prio_class
As the last ~set-priority-class~ left it; 0 before.
> log-format "%ci %ST class=%[prio_class]"

prio_offset
As the last ~set-priority-offset~ left it; 0 before.
> log-format "%ci %ST offset=%[prio_offset]"

proc
Left from times when HAProxy could run as several processes.
> http-response set-header X-Process %[proc]

queue
In the backend’s own queue and in those of its servers. Without a name it is this backend.
> use_backend static if { queue(app) gt 50 }

quic_enabled
That is: HAProxy is built with QUIC, and nothing in ~global~ has switched it off.
> http-after-response set-header Alt-Svc "h3=:443" if { quic_enabled }

rand
From 0 up to, but not including, the range; without one, any number of 32 bits. Good for shares of traffic, not for secrets.
> use_backend app2 if { rand(100) lt 5 }

srv_conn
The server as ~backend/server~, or its name alone within its own backend. The request being looked at may be among them.
> use_backend app2 if { srv_conn(app/s1) gt 100 }

srv_conn_free
What is left below its ~maxconn~, without its queue; -1 when it has no limit. Named as ~backend/server~, or by its name alone within its backend.
> use_backend app2 if { srv_conn_free(app/s1) lt 1 }

srv_is_up
False while it is down or in maintenance. A server that only exists to be enabled and disabled over the runtime socket makes a switch for rules. Named as ~backend/server~, or by its name alone within its backend.
> use_backend app2 if !{ srv_is_up(app/s1) }

srv_iweight
It stays the same whatever is changed later.
> http-response set-header X-Weight %[srv_iweight(app/s1)]

srv_queue
Those that must go to this server and no other. Named as ~backend/server~, or by its name alone within its backend.
> use_backend app2 if { srv_queue(app/s1) gt 20 }

srv_sess_rate
Over the last second. Named as ~backend/server~, or by its name alone within its backend.
> use_backend app2 if { srv_sess_rate(app/s1) gt 50 }

srv_uweight
What the runtime socket shows and sets: the configured one until an agent or a command changes it. Slow start is not in it.
> http-response set-header X-Weight %[srv_uweight(app/s1)]

srv_weight
What balancing goes by right now, a slow start in progress included.
> http-response set-header X-Weight %[srv_weight(app/s1)]

stopping
While old connections are being finished after a reload or a soft stop. A good moment to ask clients to connect anew.
> http-response set-header Connection close if { stopping }

str
A constant to begin a chain of converters with, or to look something fixed up. A comma, a parenthesis or a blank in it needs quotes.
> http-request set-header X-Mode %[str(production),upper]

table_avl
Without a name it is this section’s own table.
> http-request return status 503 if { table_avl(per_ip) lt 10 }

table_cnt
Without a name it is this section’s own table.
> log-format "%ci %ST tracked=%[table_cnt(per_ip)]"

term_events
Seven fields from the client’s connection to the server’s, each with up to four events; empty where nothing has happened. For debugging: the form may change.
> log-format "%ci %ST %[term_events]"

tgroup
From 0 on. For logs and debugging.
> log-format "%ci %ST %[tgroup]/%[thread]"

thread
From 0 to one below ~nbthread~. For logs and debugging.
> log-format "%ci %ST thread=%[thread]"

txn.id32
Of 32 bits: it comes round again after a while. For one that never repeats, there is ~unique-id-format~.
> log-format "%ci %ST txn=%[txn.id32]"

txn.sess_term_state
The first two letters of the termination state, ~--~ until the end is known: it is of use in logs and in ~http-after-response~.
> log-format "%ci %ST ended=%[txn.sess_term_state]"

uptime
> log-format "%ci %ST up=%[uptime]s"

uuid
Version 4, all random, unless another is asked for; from 3.0 on 7 can be, which begins with the time and so sorts by age.
> http-request set-header X-Request-Id %[uuid]

var
With the type of what was stored. If it is not set there is no value, unless a default is given, which is a text. The name begins with its scope: ~proc~, ~sess~, ~txn~, ~req~, ~res~ or ~check~.
> http-request set-var(txn.site) req.hdr(host),lower
> http-response set-header X-Site %[var(txn.site,none)]

wait_end
Or once no more can come. Before that there is no answer and the rules wait: so it belongs at the end of a condition. The ready-made ACL ~WAIT_END~ is the same.
> tcp-request inspect-delay 3s
> tcp-request content accept if { wait_end }

waiting_entity
~file:line~ of a rule, or the name of a filter, that had not finished. For debugging: the form may change.
> log-format "%ci %ST %[waiting_entity]"

spoe.engine-id
HAProxy uses it itself, to keep an engine’s connections to its agents apart; there is hardly a reason to write it.
> log-format "%ci %ST %[spoe.engine-id]"
`,
};
