import { chart, code, heading, list, paragraph, type Block, type Text } from '../document.js';
import { renderMarkdown } from '../markdown.js';
import type { Output } from '../output.js';
import { fileLine } from '../../model/advice/version-settings.js';
import { versionsOf } from './made.js';
import { openSettings, settingChanges, type SettingChange } from './settings.js';

/** The settings to change, why, and how they are written in each kind of configuration. */
export const settingsPage: Output = {
  name: 'prevention-settings',
  file: 'prevention/settings.md',
  *render(made) {
    const changes = settingChanges(made);
    const open = openSettings(made);
    const [version = ASSUMED] = versionsOf(made);
    const blocks: Block[] = [heading(1, 'Settings to change')];
    if (changes.length === 0 && open.length === 0)
      blocks.push(paragraph('These inputs do not call for a change of etcd or API server settings.'));
    else
      blocks.push(
        list([...changes.map(told), ...open.map(({ text, because }): Text => [code(text), `: ${because}.`])]),
        ...(open.length === 0
          ? []
          : [paragraph('Names of flags differ by release: ask each member with ', code('etcd --version'), '.')]),
        ...snippet('etcd', changes, version),
        ...snippet('kube-apiserver', changes, version),
        paragraph(
          'Flags take effect at the next start: ',
          code('etcdctl put'),
          ' does not change settings. Restart one member at a time, the leader last, and check the value in the start line of each. ',
          code('settings.patch'),
          ' contains the same changes as a diff if the inputs contain a configuration.',
        ),
      );
    yield renderMarkdown(blocks);
  },
};

const told = ({ program, name, value, now, because }: SettingChange): Text => [
  code(`${program} --${name}=${value}`),
  now === null ? '' : [' (now ', code(now), ')'],
  `: ${because}.`,
];

/** Where no version is known only settings are given that all releases from 3.3 on have alike. */
const ASSUMED = '3.5';

function snippet(program: SettingChange['program'], changes: readonly SettingChange[], version: string): Block[] {
  const own = changes.filter((change) => change.program === program);
  if (own.length === 0) return [];
  const flags = own.map(({ name, value }) => `    - --${name}=${value}`);
  const pod: Block[] = [paragraph(`In the static pod manifest of ${program}, below command:`), chart(flags)];
  if (program === 'kube-apiserver') return [heading(2, program), ...pod];
  return [
    heading(2, program),
    paragraph('In ', code('etcd.conf.yml'), ':'),
    chart(own.map((change) => fileLine(change, version) ?? `# ${change.name}: by flag only`)),
    ...pod,
  ];
}
