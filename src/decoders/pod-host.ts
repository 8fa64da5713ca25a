/**
 * The node of a static pod, which kubelet names `<manifest's name>-<node>`: `etcd-master-1` runs on `master-1`. Pods of
 * a StatefulSet (`etcd-0`) and others keep their names.
 */
export function podHost(pod: string): string {
  const first = pod.charCodeAt(0);
  if (first !== 101 && first !== 107) return pod;
  const node = /^(?:etcd|kube-apiserver|kube-controller-manager|kube-scheduler)-(.+)$/.exec(pod)?.[1];
  return node === undefined || /^\d+$/.test(node) ? pod : node;
}
