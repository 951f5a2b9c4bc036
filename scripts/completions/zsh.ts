/** Completion for zsh: the file _iotop of a folder in $fpath. */
import {
  COMPLETED,
  type CompletedCommand,
  FILTER_NAMES,
  MADE_BY,
  type Takes,
} from './vocabulary.ts';

export const zshCompletion = (): string => `#compdef iotop
${MADE_BY}
_iotop() {
  local -a names=(
${named.map(({ name, about }) => `    ${quote(`${name}:${about}`)}`).join('\n')}
  )
  local command=\${words[2]} dashes=\${words[(i)--]}
  (( CURRENT > 2 )) || command=
  # Another program, and its arguments.
  if (( dashes < CURRENT )) && [[ $command == (${BEHIND_DASHES}) ]]; then
    shift $dashes words
    (( CURRENT -= dashes ))
    _normal
    return
  fi
  case $command in
${named.map(commandCase).join('\n')}
    *)
      (( CURRENT > 2 )) || _describe -t commands 'iotop command' names
      _arguments -s -S ${specs(program)}
      ;;
  esac
}

# Of an expression the name that is being typed.
_iotop_filter() {
  compset -P '*[ (]'
  compadd -S ' ' -- ${FILTER_NAMES.join(' ')}
}

_iotop_devices() {
  compadd -- /sys/class/block/*(N:t)
}

_iotop "$@"
`;

const [program, ...named] = COMPLETED as readonly [CompletedCommand, ...CompletedCommand[]];

const BEHIND_DASHES = named
  .filter(({ operands }) => operands === 'command' || operands === 'filter')
  .map(({ name }) => name)
  .join('|');

const commandCase = (command: CompletedCommand): string => `    ${command.name})
      shift words
      (( CURRENT-- ))
      _arguments -s -S ${specs(command)}${operandSpec(command)}
      ;;`;

const CONTINUED = ' \\\n        ';

const specs = ({ options }: CompletedCommand): string =>
  options
    .map(({ name, short, help, takes }) => {
      const value = takes === undefined ? '' : `:${name.slice(2)}:${actionOf(takes)}`;
      const said = `[${help.replace(/[[\]\\:]/g, '\\$&')}]`;
      const one = (word: string, sign: string): string =>
        quote(`*${word}${takes === undefined ? '' : sign}${said}${value}`);
      return [...(short === undefined ? [] : [one(short, '+')]), one(name, '=')].join(CONTINUED);
    })
    .join(CONTINUED);

const COMMAND = `'(-):command: _command_names -e'${CONTINUED}'*::argument: _normal'`;

const operandSpec = ({ operands }: CompletedCommand): string => {
  switch (operands) {
    case 'none':
      return '';
    case 'files':
      return `${CONTINUED}'*:recording:_files'`;
    case 'command':
      return `${CONTINUED}${COMMAND}`;
    case 'filter':
      return `${CONTINUED}'1:expression:_iotop_filter'`;
  }
};

const actionOf = (takes: Takes): string => {
  switch (takes) {
    case 'files':
      return '_files';
    case 'users':
      return '_users';
    case 'processes':
      return '_pids';
    case 'devices':
      return '_iotop_devices';
    case 'filter':
      return '_iotop_filter';
    case 'other':
      return ' ';
    default:
      return `(${takes.join(' ')})`;
  }
};

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
