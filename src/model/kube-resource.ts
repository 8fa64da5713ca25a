/**
 * The built-in resources of Kubernetes as etcd's keys name them: path after the prefix, kind, scope. Several were
 * renamed in the API long ago and kept their first name in etcd
 * (pkg/kubeapiserver/default_storage_factory_builder.go, specialDefaultResourcePrefixes).
 */
export interface KubeResource {
  /** The path in the key: `pods`, `minions`, `services/specs`, `apiregistration.k8s.io/apiservices`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const NAMESPACED: Readonly<Record<string, string>> = {
  pods: 'Pod',
  controllers: 'ReplicationController',
  replicationcontrollers: 'ReplicationController',
  'services/specs': 'Service',
  'services/endpoints': 'Endpoints',
  services: 'Service',
  endpoints: 'Endpoints',
  endpointslices: 'EndpointSlice',
  events: 'Event',
  leases: 'Lease',
  leasecandidates: 'LeaseCandidate',
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  jobs: 'Job',
  cronjobs: 'CronJob',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  serviceaccounts: 'ServiceAccount',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  resourcequotas: 'ResourceQuota',
  limitranges: 'LimitRange',
  controllerrevisions: 'ControllerRevision',
  poddisruptionbudgets: 'PodDisruptionBudget',
  podtemplates: 'PodTemplate',
  podpresets: 'PodPreset',
  networkpolicies: 'NetworkPolicy',
  ingress: 'Ingress',
  ingresses: 'Ingress',
  roles: 'Role',
  rolebindings: 'RoleBinding',
  csistoragecapacities: 'CSIStorageCapacity',
  resourceclaims: 'ResourceClaim',
  resourceclaimtemplates: 'ResourceClaimTemplate',
  podcertificaterequests: 'PodCertificateRequest',
  // OpenShift's own API server, below /openshift.io
  builds: 'Build',
  buildconfigs: 'BuildConfig',
  deploymentconfigs: 'DeploymentConfig',
  imagestreams: 'ImageStream',
  routes: 'Route',
  templates: 'Template',
};

const CLUSTER_SCOPED: Readonly<Record<string, string>> = {
  minions: 'Node',
  nodes: 'Node',
  namespaces: 'Namespace',
  persistentvolumes: 'PersistentVolume',
  storageclasses: 'StorageClass',
  clusterroles: 'ClusterRole',
  clusterrolebindings: 'ClusterRoleBinding',
  priorityclasses: 'PriorityClass',
  runtimeclasses: 'RuntimeClass',
  csinodes: 'CSINode',
  csidrivers: 'CSIDriver',
  volumeattachments: 'VolumeAttachment',
  volumeattributesclasses: 'VolumeAttributesClass',
  certificatesigningrequests: 'CertificateSigningRequest',
  clustertrustbundles: 'ClusterTrustBundle',
  mutatingwebhookconfigurations: 'MutatingWebhookConfiguration',
  validatingwebhookconfigurations: 'ValidatingWebhookConfiguration',
  validatingadmissionpolicies: 'ValidatingAdmissionPolicy',
  validatingadmissionpolicybindings: 'ValidatingAdmissionPolicyBinding',
  mutatingadmissionpolicies: 'MutatingAdmissionPolicy',
  mutatingadmissionpolicybindings: 'MutatingAdmissionPolicyBinding',
  flowschemas: 'FlowSchema',
  prioritylevelconfigurations: 'PriorityLevelConfiguration',
  ingressclasses: 'IngressClass',
  podsecuritypolicy: 'PodSecurityPolicy',
  podsecuritypolicies: 'PodSecurityPolicy',
  ipaddresses: 'IPAddress',
  servicecidrs: 'ServiceCIDR',
  storageversions: 'StorageVersion',
  storageversionmigrations: 'StorageVersionMigration',
  deviceclasses: 'DeviceClass',
  resourceslices: 'ResourceSlice',
  masterleases: 'MasterLease',
  ranges: 'RangeAllocation',
  health: 'Health',
  images: 'Image',
  users: 'User',
  groups: 'Group',
  useridentities: 'Identity',
  'apiregistration.k8s.io/apiservices': 'APIService',
  'apiextensions.k8s.io/customresourcedefinitions': 'CustomResourceDefinition',
};

/** Kinds of wide-spread custom resources whose CamelCase cannot be guessed from the plural in a key. */
const CUSTOM_KINDS: readonly string[] = [
  ...['Application', 'ApplicationSet', 'AppProject', 'Rollout', 'AnalysisRun', 'AnalysisTemplate', 'Workflow'],
  ...['WorkflowTemplate', 'CronWorkflow', 'CertificateRequest', 'ClusterIssuer', 'CiliumEndpoint', 'CiliumIdentity'],
  ...['CiliumNode', 'CiliumNetworkPolicy', 'CiliumEndpointSlice', 'IPPool', 'IPAMBlock', 'IPAMHandle', 'BlockAffinity'],
  ...['FelixConfiguration', 'GlobalNetworkPolicy', 'GitRepository', 'HelmRelease', 'HelmChart', 'HelmRepository'],
  ...['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'AlertmanagerConfig', 'VirtualService', 'DestinationRule'],
  ...['ServiceEntry', 'EnvoyFilter', 'PeerAuthentication', 'AuthorizationPolicy', 'HTTPRoute', 'GatewayClass'],
  ...['VolumeSnapshot', 'VolumeSnapshotContent', 'VolumeSnapshotClass', 'ExternalSecret', 'ClusterSecretStore'],
  ...['SecretStore', 'SealedSecret', 'ScaledObject', 'ScaledJob', 'VerticalPodAutoscaler', 'PolicyReport'],
  ...['ClusterPolicy', 'ClusterPolicyReport', 'AdmissionReport', 'BackgroundScanReport', 'VulnerabilityReport'],
  ...['ConfigAuditReport', 'NodeClaim', 'NodePool', 'NodeFeature', 'MachineSet', 'MachineDeployment', 'PipelineRun'],
  ...['TaskRun', 'PodGroup', 'ClusterOperator', 'ClusterVersion', 'APIRequestCount', 'EndpointSliceExport'],
];

const BY_RESOURCE = new Map<string, KubeResource>();
const BY_KIND = new Map<string, KubeResource>();
for (const [table, namespaced] of [[NAMESPACED, true] as const, [CLUSTER_SCOPED, false] as const]) {
  for (const [resource, kind] of Object.entries(table)) {
    const entry: KubeResource = { resource, kind, namespaced };
    BY_RESOURCE.set(resource, entry);
    // the first of two spellings is the one that etcd has
    if (!BY_KIND.has(kind.toLowerCase())) BY_KIND.set(kind.toLowerCase(), entry);
  }
}
const CUSTOM_BY_LOWER = new Map(CUSTOM_KINDS.map((kind) => [kind.toLowerCase(), kind]));

/** The built-in of this path in etcd, if there is one. */
export function builtInResource(resource: string): KubeResource | undefined {
  return BY_RESOURCE.get(resource);
}

/** The built-in of this kind, in any case: `pod`, `HorizontalPodAutoscaler`. */
export function builtInKind(kind: string): KubeResource | undefined {
  return BY_KIND.get(kind.toLowerCase());
}

/**
 * The CamelCase kind of a resource path or of a kind in any case. Custom resources that aren't widely known are
 * guessed, and alike from `stable.example.com/widgets`, `widget` and `Widget`: all `Widget`.
 */
export function kindOfResource(resource: string): string {
  const known = BY_RESOURCE.get(resource);
  if (known !== undefined) return known.kind;
  return canonicalKind(singular(resource.slice(resource.lastIndexOf('/') + 1)));
}

export function canonicalKind(kind: string): string {
  const lower = kind.toLowerCase();
  return BY_KIND.get(lower)?.kind ?? CUSTOM_BY_LOWER.get(lower) ?? lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** The plural in a key is regular English in nearly all cases (gengo's and kubebuilder's pluralizers). */
function singular(plural: string): string {
  if (plural.endsWith('ies') && plural.length > 4) return `${plural.slice(0, -3)}y`;
  if (/(?:ss|x|sh|tch|tus)es$/.test(plural)) return plural.slice(0, -2);
  return plural.endsWith('s') && !plural.endsWith('ss') ? plural.slice(0, -1) : plural;
}

/** What the API calls otherwise than etcd's keys do. */
const STORED_AS: Readonly<Record<string, string>> = {
  nodes: 'minions',
  services: 'services/specs',
  endpoints: 'services/endpoints',
  ingresses: 'ingress',
  replicationcontrollers: 'controllers',
  podsecuritypolicies: 'podsecuritypolicy',
  apiservices: 'apiregistration.k8s.io/apiservices',
  customresourcedefinitions: 'apiextensions.k8s.io/customresourcedefinitions',
};

/** The resource of a request to an API server as etcd's keys have it: `nodes` is `minions`. */
export const storedResource = (resource: string): string => STORED_AS[resource] ?? resource;
