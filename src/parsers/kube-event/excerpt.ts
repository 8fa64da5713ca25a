interface EventFacts {
  readonly namespace: string | null;
  readonly objectKind: string;
  readonly name: string | null;
  readonly reason: string;
  readonly count: number;
  readonly message: string;
}

const MESSAGE_LIMIT = 200;

/** `payments pod/checkout-worker-7c9d8f6b54-x2vqk BackOff x12: Back-off restarting failed container checkout …`. */
export function eventExcerpt({ namespace, objectKind, name, reason, count, message }: EventFacts): string {
  const object = name === null ? objectKind : `${objectKind}/${name}`;
  const times = count > 1 ? ` x${count}` : '';
  const text = message.length <= MESSAGE_LIMIT ? message : `${message.slice(0, MESSAGE_LIMIT - 1).trimEnd()}…`;
  return `${namespace === null ? '' : `${namespace} `}${object.toLowerCase() === object ? object : lowerKind(object)} ${reason}${times}: ${text}`;
}

function lowerKind(object: string): string {
  const slash = object.indexOf('/');
  return slash < 0 ? object.toLowerCase() : object.slice(0, slash).toLowerCase() + object.slice(slash);
}

const MADE = /^(?:Created pod: |Created job |Scaled up replica set )([a-z0-9][a-z0-9.-]*)/;

/** What the object of the event made and so owns: `Created pod: X`, `Created job X`, `Scaled up replica set X to 3`. */
export function madeObject(reason: string, message: string): string | null {
  if (reason !== 'SuccessfulCreate' && reason !== 'ScalingReplicaSet') return null;
  return MADE.exec(message)?.[1] ?? null;
}
