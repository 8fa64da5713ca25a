import type { CaseFile, ContradictionCheck } from '../model/case-file.js';
import type { Exemplar } from '../model/origin.js';
import { etcdSetting } from '../model/etcd-settings.js';
import { statementsOf, commandsRun, evidence, isBefore, runsEtcdctl, type Command } from './queries/statements.js';
import { count } from './queries/numbers.js';
import { firstRefusal } from './queries/space.js';

/** `etcdctl put quota-backend-bytes N` stores a key of that name. Settings come from flags, environment or the file. */
export const quotaSetAsKey: ContradictionCheck = {
  id: 'quota-set-as-key',
  check(file) {
    return commandsRun(file).flatMap((command) => {
      const put = runsEtcdctl(command.claim.command, 'put')
        ? /\bput\s+(?:-\S+\s+)*["']?\/?([a-z][a-z-]+)["']?\s+["']?([^\s"']+)/.exec(command.claim.command)
        : null;
      const name = put?.[1] ?? '';
      if (put === null || etcdSetting(name)?.strong !== true) return [];
      const refused = firstRefusal(file);
      const uncommitted = notCommitted(file, command);
      const statement =
        `"etcdctl put ${name} ${put[2] ?? ''}" writes an ordinary key of that name and changes no setting${refused === null ? '' : '; etcd also refuses this write while the NOSPACE alarm is active, even after a restart'}. ` +
        (uncommitted?.text ?? 'To change the setting, use a flag or the configuration file and restart every member.');
      return [
        {
          statement,
          evidence: evidence([command.exemplar], refused === null ? [] : [refused], uncommitted?.lines ?? []),
        },
      ];
    });
  },
};

/** Whether the revisions before and after leave room for the put: `compact $((rev-1000))` shows the revision of its moment. */
function notCommitted(
  file: CaseFile,
  put: Command,
): { readonly text: string; readonly lines: readonly Exemplar[] } | null {
  const before = statementsOf(file, 'hash')
    .filter(({ claim, exemplar }) => claim.revision !== null && isBefore(exemplar, put.exemplar))
    .at(-1);
  const answer = statementsOf(file, 'answer').find(
    ({ claim, exemplar }) => claim.of === 'compact' && claim.value !== null && isBefore(put.exemplar, exemplar),
  );
  if (before === undefined || answer === undefined) return null;
  const command = commandsRun(file)
    .filter(
      ({ claim, exemplar }) => runsEtcdctl(claim.command, 'compact(?:ion)?') && isBefore(exemplar, answer.exemplar),
    )
    .at(-1);
  const kept = /\$\(\(\s*\$?\{?\w+\}?\s*-\s*(\d+)\s*\)\)|revision\s*-\s*(\d+)/.exec(command?.claim.command ?? '');
  if (command === undefined || kept === null) return null;
  const after = (answer.claim.value ?? 0) + Number(kept[1] ?? kept[2]);
  if (after !== before.claim.revision) return null;
  const text = `The revision was ${count(before.claim.revision)} before it and ${count(answer.claim.value ?? 0)} + ${kept[1] ?? kept[2] ?? ''} = ${count(after)} after it, so this key was not stored either.`;
  return { text, lines: [before.exemplar, answer.exemplar] };
}
