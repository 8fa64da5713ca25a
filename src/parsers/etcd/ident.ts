/** Programs around etcd whose lines aren't those of a server. */
const OTHERS = /ctl|utl|backup|defrag|operator|druid|metrics|readyz|manager|adm|restore|maintenance|proxy|exporter/;

/** Whether a syslog identifier is that of an etcd server: `etcd`, `etcd.sh`, `etcd-member`, `etcd3`, a path to it. */
export function isEtcdIdent(ident: string | null): boolean {
  if (ident === null) return false;
  const name = ident.slice(ident.lastIndexOf('/') + 1);
  return name === 'etcd' || (/^etcd(?:[-_.@]|\d|$)/.test(name) && !OTHERS.test(name));
}

/** The same for a line of a journal, where the unit may show more than the program (`run.sh` of `etcd.service`). */
export function isEtcdStream(ident: string | null, unit: string | null): boolean {
  if (ident === null) return false;
  if (isEtcdIdent(ident)) return true;
  return unit !== null && ident !== 'systemd' && unit.endsWith('.service') && isEtcdIdent(unit.slice(0, -8));
}
