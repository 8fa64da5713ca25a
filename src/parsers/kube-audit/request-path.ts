/** What a request's path names. */
export interface RequestPath {
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly dryRun?: boolean;
}

/**
 * `/api/v1/namespaces/payments/pods/checkout-db-0/status?fieldManager=x`, `/apis/apps/v1/namespaces/ns/deployments`;
 * a group with a dot that isn't Kubernetes' own stays with the resource, as etcd's key has it
 * (`stable.example.com/widgets`). Other paths (`/healthz`) name nothing.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
 */
export function readRequestPath(uri: string): RequestPath {
  const question = uri.indexOf('?');
  const query = question < 0 ? '' : uri.slice(question + 1);
  const dry = /(?:^|&)dryRun=All(?:&|$)/.test(query) ? { dryRun: true } : {};
  const parts = (question < 0 ? uri : uri.slice(0, question)).split('/').filter((part) => part !== '');
  const group = parts[0] === 'apis' ? (parts[1] ?? '') : '';
  let rest = parts[0] === 'api' ? parts.slice(2) : parts[0] === 'apis' ? parts.slice(3) : [];
  if (rest[0] === 'watch') rest = rest.slice(1);
  if (rest.length === 0) return dry;
  const within = rest[0] === 'namespaces' && rest.length > 2 && !NAMESPACE_PARTS.has(rest[2] ?? '');
  const [resource = '', name, subresource] = within ? rest.slice(2) : rest;
  return {
    resource: resourceName(group, resource),
    ...(subresource === undefined ? {} : { subresource }),
    ...(within ? { namespace: decoded(rest[1] ?? '') } : {}),
    ...(name === undefined ? {} : { name: decoded(name) }),
    ...dry,
  };
}

/** Subresources of a namespace itself. */
const NAMESPACE_PARTS: ReadonlySet<string> = new Set(['status', 'finalize']);

/** With its group where the group is of a custom resource: many of these end in `.k8s.io` too. */
export function resourceName(group: string, resource: string): string {
  return group.includes('.') && !OWN_GROUPS.has(group) ? `${group}/${resource}` : resource;
}

/** The groups with a dot that an API server stores under the resource's name alone. */
const OWN_GROUPS: ReadonlySet<string> = new Set([
  ...['networking.k8s.io', 'rbac.authorization.k8s.io', 'storage.k8s.io', 'coordination.k8s.io', 'discovery.k8s.io'],
  ...['admissionregistration.k8s.io', 'authentication.k8s.io', 'authorization.k8s.io', 'certificates.k8s.io'],
  ...['events.k8s.io', 'flowcontrol.apiserver.k8s.io', 'node.k8s.io', 'scheduling.k8s.io', 'resource.k8s.io'],
  ...['internal.apiserver.k8s.io', 'storagemigration.k8s.io', 'settings.k8s.io', 'auditregistration.k8s.io'],
]);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
