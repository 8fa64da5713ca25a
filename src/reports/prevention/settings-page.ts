import { chart, code, heading, list, paragraph, type Block, type Text } from '../document.js';
import { renderMarkdown } from '../markdown.js';
import type { Output } from '../output.js';
import { settingChanges, type SettingChange } from './settings.js';

/** The settings to change, why, and how they are written in each kind of configuration. */
export const settingsPage: Output = {
  name: 'prevention-settings',
  file: 'prevention/settings.md',
  *render(made) {
    const changes = settingChanges(made);
    const blocks: Block[] = [heading(1, 'Settings to change')];
    if (changes.length === 0)
      blocks.push(paragraph('No setting of etcd or of an API server follows from these inputs.'));
    else
      blocks.push(
        list(changes.map(told)),
        ...snippet('etcd', changes),
        ...snippet('kube-apiserver', changes),
        paragraph(
          'A flag is read at the start: ',
          code('etcdctl put'),
          ' sets none. Restart one member at a time, the leader last, and look at the start line of each for the value. ',
          code('settings.patch'),
          ' has the same as a diff, where a configuration was among the inputs.',
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

function snippet(program: SettingChange['program'], changes: readonly SettingChange[]): Block[] {
  const own = changes.filter((change) => change.program === program);
  if (own.length === 0) return [];
  const flags = own.map(({ name, value }) => `    - --${name}=${value}`);
  const pod: Block[] = [paragraph(`In the static pod of ${program}, below its command:`), chart(flags)];
  if (program === 'kube-apiserver') return [heading(2, program), ...pod];
  return [
    heading(2, program),
    paragraph('In ', code('etcd.conf.yml'), ':'),
    chart(own.map(({ name, value }) => `${name}: ${/^(?:[\d.]+[a-z]+|\d{1,3})$/.test(value) ? `"${value}"` : value}`)),
    ...pod,
  ];
}
