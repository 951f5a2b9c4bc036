/** Completion for fish. */
import {
  COMPLETED,
  type CompletedCommand,
  FILTER_NAMES,
  MADE_BY,
  type Takes,
} from './vocabulary.ts';

export const fishCompletion = (): string => `${MADE_BY}
# Of an expression the name that is being typed, behind what stands there.
function __iotop_filter
    set -l word (commandline -ct | string replace -r '^["\\']' '')
    set -l before (string replace -r '[^ (]*$' '' -- $word)
    printf '%s\\n' $before{${FILTER_NAMES.join(',')}}
end

# Behind -- another program, and its arguments.
function __iotop_behind
    set -l at (contains -i -- -- (commandline -opc))
    or return
    set -l words (commandline -opc) (commandline -ct)
    __fish_complete_subcommand --commandline $words[(math $at + 1)..-1]
end

complete -c iotop -f
${COMPLETED.flatMap(linesOf).join('\n')}
`;

const names = COMPLETED.flatMap(({ name }) => (name === '' ? [] : [name])).join(' ');

const linesOf = (command: CompletedCommand): readonly string[] => {
  const { name, about, options, operands } = command;
  const when =
    name === ''
      ? `not __fish_seen_subcommand_from ${names}`
      : `__fish_seen_subcommand_from ${name}`;
  return [
    ...(name === ''
      ? []
      : [`complete -c iotop -n '__fish_is_first_token' -a ${name} -d ${quote(about)}`]),
    ...options.map(({ name: option, short, help, takes }) =>
      [
        `complete -c iotop -n '${when}'`,
        ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
        `-l ${option.slice(2)}`,
        ...(takes === undefined ? [] : [wordsTaken(takes)]),
        `-d ${quote(help)}`,
      ].join(' '),
    ),
    ...operandLines(operands).map((what) => `complete -c iotop -n '${when}' ${what}`),
  ];
};

const operandLines = (operands: CompletedCommand['operands']): readonly string[] => {
  switch (operands) {
    case 'none':
      return [];
    case 'files':
      return ['-F'];
    case 'command':
      return [`-a '(__iotop_behind; or __fish_complete_subcommand --fcs-skip=2)'`];
    case 'filter':
      return [`-a '(__iotop_behind; or __iotop_filter)'`];
  }
};

const wordsTaken = (takes: Takes): string => {
  switch (takes) {
    case 'files':
      return '-r -F';
    case 'users':
      return `-x -a '(__fish_complete_users)'`;
    case 'processes':
      return `-x -a '(__fish_complete_pids)'`;
    case 'devices':
      return `-x -a '(path basename /sys/class/block/* 2>/dev/null)'`;
    case 'filter':
      return `-x -a '(__iotop_filter)'`;
    case 'other':
      return '-x';
    default:
      return `-x -a ${quote(takes.join(' '))}`;
  }
};

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
