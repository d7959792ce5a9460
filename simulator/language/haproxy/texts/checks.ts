/** Steps of health checks and what they may say (manual 4.2): the longer texts, as `keyword-entries.ts` reads them. */
export const CHECK_TEXTS: Readonly<Record<string, string>> = {
  'http-check': `
connect
Begins a new connection, with options of its own; several make several conversations. Only the first step or behind an ~expect~. Without options the server line’s TLS and PROXY settings do not hold: say ~default~.
> option httpchk
> http-check connect port 8080

send
Method, URI, version, headers, body; the ~option httpchk~ line’s where one is missing. HTTP/1.1 wants a Host header.
> option httpchk
> http-check send meth GET uri /health ver HTTP/1.1 hdr Host www.example.com

expect
One test a line, ~status 200-399~ unless told. ~string~ and ~rstring~ look at the body, within ~tune.bufsize~. ~!~ turns it round.
> option httpchk
> http-check expect status 200

disable-on-404
A page that is deleted before maintenance makes the server answer 404: old clients stay, new ones go elsewhere, and nothing is alarmed.
> option httpchk
> http-check disable-on-404

send-state
~X-Haproxy-Server-State~ has the server’s state, weight, and the farm’s numbers, for applications that look.
> option httpchk
> http-check send-state

comment
Shown in logs and on the statistics page when a step behind it fails, so that it says which.
> option httpchk
> http-check comment "asking the health page"

set-var
~check.…~ variables live as long as the check; a value of one answer can so be used in the next request.
> option httpchk
> http-check set-var(check.port) int(1234)

set-var-fmt
As ~set-var~ with a log format.
> option httpchk
> http-check set-var-fmt(check.name) "check-%[hostname]"

unset-var
A later step sees it as not there.
> option httpchk
> http-check unset-var(check.port)
`,
  'http-check send': `
meth
GET where servers do not know OPTIONS, HEAD to spare the body.
> option httpchk
> http-check send meth GET uri /health

uri
~/~ unless told. Something that touches what the service needs, and nothing that is slow.
> option httpchk
> http-check send uri /health

uri-lf
Values such as the server’s name can be part of it.
> option httpchk
> http-check send meth GET uri-lf /health/%[srv_name]

ver
HTTP/1.0 unless told. ~HTTP/1.1~ comes with a Host header of your own; ~HTTP/2~ is decided by ~proto~ or ~alpn~ instead.
> option httpchk
> http-check send ver HTTP/1.1 hdr Host www.example.com

hdr
May be repeated, each with a log format as its value. ~Connection~, ~Content-Length~ and ~Transfer-Encoding~ are HAProxy’s own.
> option httpchk
> http-check send hdr User-Agent check

body
~Content-Length~ is added. With POST, say.
> option httpchk
> http-check send meth POST uri /health body "ping"

body-lf
As ~body~, with values filled in.
> option httpchk
> http-check send meth POST uri /health body-lf "%[srv_name]"

comment
Shown when this very step fails.
> option httpchk
> http-check send uri /health comment "health page"
`,
  'http-check match': `
status
Codes and ranges with commas. Redirects count as wrong unless listed.
> option httpchk
> http-check expect status 200,204,300-399

rstatus
Against the three digits as text. ~status~ is plainer.
> option httpchk
> http-check expect rstatus ^2..$

hdr
Values are cut at commas; ~name -m beg~ and the like and ~value -m~ say how both are compared.
> option httpchk
> http-check expect hdr name x-state value ready

fhdr
As ~hdr~ without cutting at commas: for dates and agents.
> option httpchk
> http-check expect fhdr name content-type value -m beg text/html

string
Anywhere in the body, exactly so. The body must fit a buffer.
> option httpchk
> http-check expect string OK

rstring
A regular expression anywhere in the body.
> option httpchk
> http-check expect rstring ^(OK|READY)

string-lf
As ~string~, with values filled in; an empty one is an error of the check.
> option httpchk
> http-check expect string-lf "%[srv_name] ready"
`,
  'check connect': `
default
~send-proxy~, ~check-ssl~, ~check-sni~ and others of the server line hold again.
> option tcp-check
> tcp-check connect default

port
The server line’s check port unless told. One check can try several ports.
> option tcp-check
> tcp-check connect port 443

addr
Asks another machine in the server’s name, an agent say.
> option tcp-check
> tcp-check connect addr 192.0.2.111 port 9999

send-proxy
Version 1 or 2 as the server line has it, as LOCAL: no client is meant.
> option tcp-check
> tcp-check connect send-proxy

via-socks4
The one on the server line (~socks4~).
> option tcp-check
> tcp-check connect via-socks4

ssl
With the server line’s certificates and ~verify~, whether or not traffic uses TLS.
> option tcp-check
> tcp-check connect port 443 ssl

sni
A fixed name, as ~check-sni~ is.
> option tcp-check
> tcp-check connect port 443 ssl sni www.example.com

alpn
A list with commas, best first.
> option tcp-check
> tcp-check connect port 443 ssl alpn http/1.1

proto
~h1~ or ~h2~; in ~http-check~ rules.
> option httpchk
> http-check connect proto h1

linger
Checks reset connections when they are done, which leaves nothing behind; some servers log that as an error.
> option tcp-check
> tcp-check connect linger

comment
Says which connection failed, where there are several.
> option tcp-check
> tcp-check connect port 443 comment "the TLS port"
`,
  'check expect': `
!
The check fails if the test is met.
> option tcp-check
> tcp-check expect ! string error

min-recv
A negative test, or a regular expression with an end, would otherwise look too soon. Bytes; -1, as if not given.
> option tcp-check
> tcp-check expect min-recv 4 string PONG

comment
Shown in logs and on the statistics page when it fails.
> option tcp-check
> tcp-check expect comment "greeting" string SSH

ok-status
~L7OK~ unless told; ~L7OKC~ and ~L6OK~, ~L4OK~ are the others.
> option httpchk
> http-check expect ok-status L7OKC status 200

error-status
~L7STS~ or ~L7RSP~ unless told; ~L7OKC~ turns a failure into a server that takes no new clients, and ~L6RSP~, ~L4CON~ are others.
> option httpchk
> http-check expect error-status L7STS status 200

tout-status
~L7TOUT~ unless told, ~L6TOUT~ or ~L4TOUT~.
> option httpchk
> http-check expect tout-status L7TOUT status 200

on-success
A log format, shown in logs and statistics.
> option httpchk
> http-check expect on-success "fine: %[res.payload(0,20)]" status 200

on-error
A log format; what the server said can be part of it.
> option tcp-check
> tcp-check expect on-error "said %[res.payload(0,20)]" string PONG

status-code
An expression in place of the status that logs show with a check.
> option tcp-check
> tcp-check expect status-code int(503) string PONG
`,
  'tcp-check': String.raw`
connect
Begins a connection; must come first if there is one at all. Several check several ports, one after the other.
> option tcp-check
> tcp-check connect port 6379

send
Exactly these bytes: line ends have to be written, ~\r\n~, between double quotes.
> option tcp-check
> tcp-check send "PING\r\n"

send-lf
With values filled in. Line ends as in ~send~.
> option tcp-check
> tcp-check send-lf "CHECK %[srv_name]\r\n"

send-binary
Two digits a byte, without blanks.
> option tcp-check
> tcp-check send-binary 50494e470d0a

send-binary-lf
A log format whose outcome is hexadecimal digits.
> option tcp-check
> tcp-check send-binary-lf %[str(ping),hex]

expect
Waits for the answer until the test is met or ~timeout check~ is over. Without a ~send~ in front it reads the greeting.
> option tcp-check
> tcp-check expect string +PONG

comment
Shown in logs and on the statistics page when a step behind it fails.
> option tcp-check
> tcp-check comment "greeting"

set-var
~check.…~ variables live as long as the check.
> option tcp-check
> tcp-check set-var(check.port) int(1234)

set-var-fmt
As ~set-var~ with a log format.
> option tcp-check
> tcp-check set-var-fmt(check.name) "check-%[hostname]"

unset-var
A later step sees it as not there.
> option tcp-check
> tcp-check unset-var(check.port)
`,
  'tcp-check match': `
string
Anywhere in what came so far, exactly so.
> option tcp-check
> tcp-check expect string +PONG

rstring
Anchors mean begin and end of what came so far, so ~$~ may be met too early.
> option tcp-check
> tcp-check expect rstring ^220

string-lf
With values filled in.
> option tcp-check
> tcp-check expect string-lf "%[srv_name] ready"

binary
Two digits a byte, without blanks.
> option tcp-check
> tcp-check expect binary 2b504f4e47

rbinary
The bytes are turned into digits in capitals first, two each: ~^2B~ is a plus sign at the beginning.
> option tcp-check
> tcp-check expect rbinary ^2B50

binary-lf
A log format whose outcome is hexadecimal digits.
> option tcp-check
> tcp-check expect binary-lf %[str(+PONG),hex]
`,
  'email-alert': `
from
Mail servers refuse some; use one that exists.
> email-alert mailers post
> email-alert from lb@example.com

to
One address; a list behind it has to be the mail server’s.
> email-alert mailers post
> email-alert to ops@example.com

mailers
Must exist; all its servers are sent each mail.
> email-alert mailers post

level
~alert~ unless told: servers that go down and farms without any. ~notice~ adds those that come up, ~info~ more.
> email-alert mailers post
> email-alert level notice

myhostname
The machine’s own unless told.
> email-alert mailers post
> email-alert myhostname lb.example.com
`,
  'external-check': `
command
One for the section. An absolute path, as seen behind ~chroot~.
> option external-check
> external-check command /bin/true

path
Empty unless told, so scripts that call others need it.
> external-check command /bin/true
> external-check path "/usr/bin:/bin"
`,
};
