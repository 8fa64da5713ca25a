/**
 * Words that tell nothing of anybody's cluster: English as far as log messages and the reports use it, the words of etcd,
 * Kubernetes, systemd and Linux. Every other word in the text of an input counts as a name. Lower case.
 */
export const PUBLIC_WORDS: ReadonlySet<string> = new Set(
  `
abort aborted about above absence absent absolute accept accepted accepts access accident according account accumulate
accumulation acquire across action actions activate activated active activity actual add added additional additionally
addr address addresses adds adj adm admin administrator admission advance advertise af affected affinity afresh after
afterwards again against age agent agents ages aggregate aggregated aggregates aggregation ago agree agreement ahead
aks alarm alarms alert alertmanager alerts align aligned alike alive all allocatable allocate allocated allocating
allocation allocator allow allowed almost alone along alpha alphabet already also alternate always ambiguity ambiguous
amd among amount amp amplifier amplifies an analysis analyze anchor anchored anchors and anew annotated annotation
annotations anon another ansi answer answered answers anti any anything anywhere ap apart apf api apiextensions
apigroup apimachinery apiregistration apis apiserver apiservers apiservice apiservices apiversion app apparmor appear
appears appends applewebkit application applied applier applies apply applying approval approved apps apr april arch
are argo args argument arithmetic arm armed around arp array arrive arrow as ascend ascending ascii asked asks
assemble assessed assigned assume assumed assumption at ata attach attachdetach attached attaching attachment attempt
attempted attempts attribute attributes attribution audit audited auditid aug august auth authenticate authenticated
authentication authenticator authorization authors auto automatic automatically autoscaler autoscaling available avoid
aware away awk aws azure back backend background backlog backoff backslashes backup backups backwards bad balancer
bare base based baseline basic basis batch batched bbolt bc bcrypt be bearer became because become been before began
begin beginning begins behind being belong belongs below beside besides best beta between beyond big bin binary
binding bit bite bitmaps bits blame blank blanks blob block blocked blocks blogs bodies body bolt bom bookmark boolean
boot bootstrap border borders both bottom bound boundaries boundary bounds box brace branch break breaking breaks
broke broken bs btrfs bucket buckets budget buffer buffered bug build builder builds built bulk bump bundle burst
busiest busy but by byte bytes ca cache cacher cadence calculate calico call called caller callers calm came camel can
canceled cancelled cancelling candidate cannot canonicalised cap capabilities capacity capnslog capped caps capture
captured captures carried carries carry case cased cast castagnoli catalogue catchup categories causal cause caused
causes ceiling cell cells cent ceph cert certificate certificatesigningrequests certs cgroup cgroups chain chained
chan change changed changes channel chars charset chart chat check checked checkpoint checkpoints checksum child
choose chosen chrome chrony chronyd churn ci cidr cilium cipher circuited cited cj claim claims clamped class clause
clear cleared clears cli client clients clientv clip clock clocks close closed closes closing cloud cloudaudit cluster
clusterrole clusterrolebinding clusterrolebindings clusterroles clusters cmdline cni co coalescing code codes
coincides collapse collects colon color coloured colours column columns com combined come comes comm comma command
commands commas commit commits committed common compact compacted compacting compaction compactions compactor compacts
compare compared compares comparing compiled complete completed completely completeness component components
componentstatuses compute computed computes concatenated concern conclude concurrency concurrent condition conditions
conf confidence config configmap configmaps configuration configure configured configures configuring confirm
confirmed conflict conflicting conflicts confstate connect connected connecting connection connections consecutive
consequence consider consistent console const constant constraint constraints consul consumed consumer contact contain
container containerd containers containing contains content contention contents context contextual continuation
continue continues contradict contradictions contrib contributing control controller controllerrevisions controllers
convention conventions coordination copied copies copy cordon core coredns coreos cores correct corrected correlate
correlation corresponding corrupt corruption cors cost could count counted counter counting counts cover coverage
covered covers cp cpu cpus crash crashing crashloopbackoff crc create created creates creating creation
creationtimestamp creator credentials cri critical crlf cron cronjob cronjobs cross crt cryptographically cs csi
csidrivers csinodes csistoragecapacities csr csv ctl curl current currently cursor custom customresourcedefinition
customresourcedefinitions cut cuts daemon daemonset daemonsets dark darwin dash dashboard dashed data database date
dates datetime datum day days db dc dd de deactivate deactivated deadline debug debugging dec decay december decide
decided decides decimal decision decode decoders decrease decreased dedicated dedupe deduplicate default defaults
defeat defined defines definition defrag defragment defragmentation defragmented defragmenting defragments del delay
delete deletecollection deleted deletes deleting deletion denied dependent depends deploy deployment deployments
deprecated deprecation depth derive derived desc descend describe descriptor design desired destination destroys
detach detaching detail details detect detected detector dev developers device devices df dhcp diagnostic diagnostics
dial did didn dies diff differ difference differences different differently differing differs digit digits dir direct
directions directory disable disabled disables disabling disarm disarmed disarming disarms disconnected disconnecting
discouraged discovery discriminate disk disks disruption distinct distinguish distribution distro div diverge
divergence dm dmesg dns do docker doctype documented documents does doing dominant don done dot dots dotted doubled
doubly down downgrade downloaded downloading dpanic drain draining drawing drift driver drop dropped dropping drops
dry ds dst du due dump dumping dumps duplicate duplicates dur duration durations during each earlier earliest early ec
ed edge edited effect effective either eks elapsed elasticsearch elect elected election elections elector electors
element else elsewhere em email embed embedded emerg emits emitter emphasis empty en enable enabled encode encoded
encoder end ended endian ending endpoint endpoints endpointslice endpointslices ends enforced enforcement enough
ensure ensured ensuring entered entries entry env envelope environment envoy eof ep ephemeral ephemeralcontainers
epipe epoch equal equals equiv era err errimagepull error errored errors esc escape escaped escapes established
estimate estimated estimates estimating etc etcd etcdctl etcdhttp etcdmain etcdserver etcdserverpb etcdutl even event
eventname eventrouter events eventtime eventually ever every everyday everything evict evicted evicting eviction
evictions evidence exact exactly example exceed exceeded exceeding exceeds except exceptions excerpt excerpted
excludes exclusively exe exec execute execution exhausted exist existed existing exists exit exited exits expansion
expect expected experimental expire expired expires expiry explain explains explicit explicitly export exported
exporter exporters exporting exports expr ext extended extension external extra facility fact factivity factor factory
facts fail failed failing failover fails failure failures fair fall fallback fallen falling falls false family fan faq
fast faster fatal fdatasync feature feb february fell fence fetch few fewer field fields fifth figure figures file
filebeat files fileutil fill filled filter filtered filters finalize finalizer finalizers finally find fine finish
finished fio fired firefox fires firmware first firstseen firsttimestamp five fixed flag flags flannel flap flapper
flapping flat flattened flattens flip float flood flooded flow flowcontrol flowschema flowschemas fluent fluentd
flushed flux fnv folded folder folders follow followed follower follows font for forbid forbidden force forced forces
forcing forecasts foreign forged form format formats formatter formatters former forming forms formula forward
forwarding found four fourth fraction fragmentation frame free freed freelist frees frequent fresh fri friday from
front fs fsync full func function further future gap gaps garbage gardener gate gates gateway gather gauge gauges gb
gc gecko general generate genuine get gets gfp gi gib gid git give given gives gke global glog glued go goes gogo
going golang gone good google googleapis goroutine goroutines got grace graceful grafana grammar grant granted grants
greater grep grew group grouped groups grow growing grown grows growth grpc gt guaranteed guess gz habit had half
halves hand handle handled handler handling handshake hang happen happened happenings happens haproxy hard hardly has
hash hashed hashes hashkv have hdd head header headers heading headings health healthcheck healthy heartbeat
heartbeats heavy height held helm help helper here hes hex hh hidden hides high higher highest hijacked histogram
historic history hit hits hold holdoff holds hole home hook hops horizontal horizontalpodautoscaler
horizontalpodautoscalers host hostname hosts hot hour hourly hours how hpa html http httplog https hub huge human
humanized humans hundred hundreds hung iam iana icmp id identifier identity idle ids ies if iff ignore ignored ignores
ignoring image imagepullbackoff images immediately impersonated in inactive incident incl include included includes
including incoming incomplete increase increased indent indented independent independently index indexed indexes
indirect ineffective infer inferred inflight inflights info ingestion ingress ingressclasses ingresses init initial
initialized initially inline inlined inner input inputs ins insecurely insensitively inside inspect installed instance
instant instead insufficient int integer intent interceptor internal internalversion interplay interrupted
interruption interval intervals into invalid invalidimagename invented invisible invocation invoked invoker involved
involvedobject io ioengine ion ip ipam ips is ish isn iso issue issued issuer issues istio it item items iterate its
itself iwef jan january java job jobs join joined joining journal journalctl journald jq js json jsonl jsonpath
judgement jul july jun june just justify kb kcm keep keepalive keepalived keeps kept kernel key keys khtml ki kill
killed killing kind kinds kine klog kmgtpe knative know knowledge known knows kops kube kubeadm kubeapiserver kubectl
kubelet kubelets kubernetes kubespray kv kvstore label labelled labels lack lacks lag lands lang large larger largest
last lasted lastindex lasting lasts lastseen lastsnap lastterm lasttimestamp lat late latencies latency later latest
latter layer layout le leader leaderelection leadership leading leaf learner learners lease leasepb leases least leave
leaves leaving left legacy legal legally len length lengthen less let lets letter level levels li lib library lies
lifecycle lifetime light like likely likewise limit limited limitrange limitranges limits line linearizable linearized
lines link linkerd linux lip list listed listen listeners listening lists lite literal little live lived liveness
livez load loaded loading local locale localhost localsubjectaccessreviews location lock log logcli loggable logged
logger loggers logging login logind logrus logs logterm logutil loki long longer longest longhorn look looked looking
looks lookup loop loopback looping loops loopy lose losing loss lossy lost low lower lru ls lt lvm machine made magic
mai mail mails main maintenance majority make makes making managed managedfields manager manifest manifests manual
manually many map mapped mar march margin mark markdown marker marking marshal marshalled marshalling mask mass master
masterleases match matched matches matching material matter max maximum may maybe mb md mean meaning means meant
measure measured measurement measurements measures media median megabyte megabytes member members membership memcg
memory mention merge merged merging message messages met meta metadata metas metav method metric metrics mi microk
micros microseconds middle might migration milli millisecond milliseconds min minikube minimum minions minus minute
minutes mismatch mismatched misplace misreads miss missed misses missing mixed mixin mm mnt mod mode model modelled
modified modules moment moments mon monday monitor mono monospace monotonic month more mortem most mostly mount
mounted mounting move mozilla ms msg mtime much multi must mutating mutatingwebhookconfiguration
mutatingwebhookconfigurations mvcc mvccpb naive name named names namespace namespaced namespaces nano nanosecond
nanoseconds native nd near nearest nearly need needs negation negative negatives neighbours neither nested network
networking networknotready networkpolicies networkpolicy never new newer newest newline newlines next nginx nh nil nm
no nobody node nodenotready nodeready nodes noisy non none noop nor norm normal nospace not notation note nothing
notice notify nov november now nowrap ns ntp null number numbers numeric nums nvme ny oauth object objectref objects
obs observed oc occur occurred occurrence occurrences occurs oct octal october odd odds of off offline offset offsets
often oftener ok okhttp old older oldest omits omitted on once one ones only onset onto oom oomkilled oomkilling op
open opened opening openshift operation operations operator operators ops opsgenie opt optimistically option optional
options or order ordered ordering ordinal ordinary org original os osutil other others otherwise out outdated outer
outlive outlived outlives output outputs outruns outside over overcommit overflow overlap overlapping overloaded
overrides oversize overwrite overwritten own owner ownerreferences owners pace package pad padded padding pads page
pager pages pagination paging pair pairs pam panic panics paragraph parens parent parse parser parsers parsing part
partial parties partition partly parts party pass passed passes paste pasted pastes patch patches patching path paths
patroni pause paused payload pb pdb peak peer peers pem pending per percent percentage percentile period periodic
periods permanently persisted persistent persistentvolume persistentvolumeclaim persistentvolumeclaims
persistentvolumes pgid pgtables phase phases physical physically pid pile piled pileup pins pipe piped pipeline
pipelining pkg pki pl place placeholders placement plain plane plateau please pleg plugin plugins plural plus pod
poddisruptionbudget poddisruptionbudgets podman pods podsecuritypolicies podsecuritypolicy point points policies
policy polled polling pool port ported portforward portions pos positional posix possible possibly post postmortem ppc
pprof pr practice pre preallocated precede precedes preceding precise precision precondition preempted preempting
preemptor prefer prefers prefix prefixed prefixes prepared presence present preset pressed pressure pretty prev
prevention previous previously principal print printables printed printers printing prints priority priorityclass
priorityclasses prioritylevelconfiguration prioritylevelconfigurations private probability probe prober probes probing
problem proc process processes processing produce product production program progress project prolonged prometheus
promote prompts promtail proof properties proposal proposals propose proposed proposes prorate protects proto protobuf
protocol prove proven proves provided provision provisioned provisioning proxy ps pub public publish published
publishing pull pulled pulling pure purge purged put puts px python qps quantile queries query queue queued queueing
quick quiet quorum quota quotas quote quoted quotes race radius raft rafthttp raftpb raid raise raised raises raising
ran rancher rand random range ranges rare rarer rate ratio raw rbac re reach reachability reachable reached read
readable reader readiness reading readme reads ready readyz real really realtime reaped reaping reason reasons
rebalance reboot rebooted rebuild receive received receives recently reclaimable recognised recognized recommendation
recommended recommends reconciliation reconciling reconfig record recorder recordings records recover recoverable
recovered recovery recreate recreating recursive redact reduce reduced ref refactor reference references referrer
refers refill refresh refreshing refusal refusals refuse refused refuses refusing refuted regarding regexp registered
registering registry reinitializing reject rejected rejections rejects related relative release releases releasing
reliable relieve relist reloaded reloading rem remained remaining remedies remedy remember remote removable removal
remove removed removing rendering renderings renders renew renewal renewals renewed renewing renews repair repaired
repeat repeated repeatedly repeats replace replaced replaces replay replica replicas replicaset replicasets
replication replicationcontroller replicationcontrollers report reported reporting reportingcomponent
reportinginstance reports repos repository represent req request requested requestreceived requestreceivedtimestamp
requests requesturi require required requires res rescale rescaled reserve reset resets resize resized resizing
resolution resolve resolved resolving resource resourcequota resourcequotas resources resourceversion resp response
responsecomplete responses responsestarted responsestatus rest restart restarted restarting restarts restored
restoring result results resume resumed retained retention retried retrieving retry retrying return returned returning
returns retyped reuse reused rev reviews revision revisions revoke revoked rewrite rewrites rewritten rfc right rise
risen rises rke rn rnd role rolebinding rolebindings roles roll rollback rolling rollout rollover rook room root rose
rotated rotation roughly round rounds route routes row rows rp rpc rpctypes rs rss rtt rule rules run runes running
runs runtime runtimeclass runtimeclasses rw sa safari safe said same sample sampled samples sampling sand sandbox sans
sat saturated saturday save saved saw say saying says sbin scale scaled scaling scan schedulable schedule scheduled
scheduler schedulers scheduling schema scheme scope scoped score scrape scraping script sda sdb sealed search
searching second secondary seconds secret secrets section sector security sed see seed seen sees segment segments
seldom select selected selector self selflink selfsubject selfsubjectrulesreviews selinux semantics send sending sends
sent sep separate separated separately separates separator sept september seq sequence serializable serialize series
serif serve server servers service serviceaccount serviceaccounts serviceips servicenodeports services serving session
set sets setting settle settles several severity sh sha shadowed shape shapes share shared shares shell shift shifts
shmem short shorten shorter show showed shown shows shrink shrinks shutdown shutting si siblings side sigint sign
signal signature signatures signed signing sigquit silence silent silently similar simple since single sink sit sites
six size sizes skew skewed skip skipped skips slash slashes sleep sleeping slice slow slowed slower slowly slowness
slows small smaller snake snap snapshot snapshots snapshotting so socket soft solid some somebody something soon sort
sorted sorting source sourceips sources space spaces spacing spam spans speak speaks spec special specific specify
specs spellings spent spill split splits splitter splitting spread sq sql src srv ss ssd sshd sss stable stack
stacktrace stage stages stagetimestamp staging stale stall stalled stalls stamp stamper stamps stand standard stands
start started starting starts startup starvation starved starves state stated stateful statefulset statefulsets
statement static stats status statuscode statuses stay stayed stays stderr stdout steal stem step stepped steps stern
still stock stop stopped stopping storage storageclass storageclasses storageversionmigrations store stored storing
storm straight stream streaming streams strict strictly string stringer stringify strings strip strong stronger
strongest strongly structured stuck style sub subdomain subject subjectaccessreviews subobject subresource
subresources subscribed succeed succeeded success successes successful successfully such sudo sufficient suffix
suggested suites sum summary sun sunday superseded supervised supervision supplied support supported supports
suppressed survives surviving suspended sustained swap switched symptom sync synced synchronisation syncing syncloop
syncpod syncs sys sysctl syslog system systemctl systemd systems tab tabindex table tables tablewriter tabs tabular
tabwriter tag tags tail taint taintmanager take taken takes taking talk tally talos target task tbody tcp td tekton
tell tells template templates temporarily ten tenant tenants term terminal terminate terminated terminates terminating
test tested text texts th than that the thead their them themselves then there thereafter therefore these they thing
third thirteen this those though thousands thrashing three threshold thresholds threw throttled throttling through
throw thu thursday ti tick tickets ticks tied time timed timeline timeout timeouts timer times timesketch timestamp
timestamps timetolive timezone tint tiny title tls tmp to together token tokenizer tokenreviews told tolerant tolerate
tolerations tombstone too took tool tools top topic topology torn total touch touches toward towards tr trace traces
traceutil traffic trailing transaction transactions transcript transfer transferee transform transition transport
traps treat treats tree tried tries trigger triggered triggering trim trimmed trip tripper trips trouble true
truncated truncates truncation trust trusted truth try trying ts tsv ttl tty tue tuesday turn turns twice two txn txns
txt type types typical udp ui uid uint ul unable unary unattended unauthenticated unauthorized unavailable unbounded
unchanged uncommitted uncompacted undecidable undefined under undercount undetermined undo undoing undone unescape
unescaped unexpected unhealthy uniq unique unit units unix unknown unless unmarked unmount unmounting unpadded
unparsed unprintable unquoted unreachable unrecognised unrecognized unregistered unresponsiveness unsafe unsampled
unsorted unstable unsupported until untolerated unused unusual unverified unwrap up update updated updates updating
upgrade uploaded uploading upon upper upset upstream ur uri url urls us usable usage use used useful user useragent
userinfo username users uses using usr usual usually utc utf util utils utl uuid val valid validating
validatingwebhookconfiguration validatingwebhookconfigurations validation validity value valued values var variable
variables variant varies varint vary vault vda vector velero ver verb verbose verdict verdicts verification verified
verify verifying version versions vertical very via viewport views virtual visible vm volume volumeattachment
volumeattachments volumes vote voters votes vowels vs vsize vulnerability wait waiting waits wal wall wals want warn
warned warning warnings warns was watch watcher watchers watches watching water wave way wc weave web webhook webhooks
wed wednesday weighed weight well went were wget what when whenever where which whichever while white whitelist
whitespace who whoever whole whom whose why wide width widths wild will window windows wins with within without word
wording work workflow workload works workstation worst would wrap wrapped wrapper wrappers wrappings wraps write
writer writers writes writing written wrong wrote ws xe xfs yaml year years yes yet yml you yyyy za zap zero zeros
zone zones
`
    .trim()
    .split(/\s+/),
);
