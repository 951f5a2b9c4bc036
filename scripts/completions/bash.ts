/** Completion for bash 4 and newer, with or without the package bash-completion. */
import {
  COMPLETED,
  type CompletedCommand,
  FILTER_NAMES,
  MADE_BY,
  OPTION_VALUES,
  type Takes,
} from './vocabulary.ts';

export const bashCompletion = (): string => `${MADE_BY}
_iotop() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= i
  # Bash takes --unit=pro for three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == -- ]]; then
      # The command of another program, and its arguments.
      if ((i + 1 == COMP_CWORD)); then COMPREPLY=($(compgen -c -- "$word")); else _iotop_files "$word"; fi
      return 0
    fi
  done
  ((COMP_CWORD == 1)) || command=\${COMP_WORDS[1]}
  case $before in
${casesOf(valueCases())}
  esac
  case $command in
${casesOf(COMPLETED.filter(({ name }) => name !== '').map((one): Case => [one.name, operandsOf(one)]))}
    *) COMPREPLY=($(compgen -W '${wordsOf(COMPLETED[0])}' -- "$word")) ;;
  esac
  ((COMP_CWORD > 1)) || COMPREPLY+=($(compgen -W '${names()}' -- "$word"))
}

_iotop_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen -f -- "$1"))
}

# Of an expression the name that is being typed, which nothing but a blank, ( or a quote stands before.
_iotop_filter() {
  local word=\${1#[\\"\\']} last
  last=\${word##*[ (]}
  compopt -o nospace 2>/dev/null
  local IFS=$'\\n'
  COMPREPLY=($(compgen -P "\${word%"$last"}" -W '${FILTER_NAMES.join('\n')}' -- "$last"))
}

complete -F _iotop iotop
`;

type Case = readonly [pattern: string, body: string];

const casesOf = (cases: readonly Case[]): string =>
  cases.map(([pattern, body]) => `    ${pattern}) ${body} ;;`).join('\n');

const valueCases = (): readonly Case[] => {
  const byBody = new Map<string, string[]>();
  for (const [option, takes] of OPTION_VALUES) {
    const body = `${wordsTaken(takes)}return 0`;
    byBody.set(body, [...(byBody.get(body) ?? []), option]);
  }
  return [...byBody].map(([body, options]): Case => [options.join(' | '), body]);
};

const wordsTaken = (takes: Takes): string => {
  switch (takes) {
    case 'files':
      return '_iotop_files "$word"; ';
    case 'users':
      return 'COMPREPLY=($(compgen -u -- "$word")); ';
    case 'processes':
      return 'COMPREPLY=($(cd /proc && compgen -G "$word[0-9]*"; cd /proc && compgen -G "$word")); ';
    case 'devices':
      return 'COMPREPLY=($(cd /sys/class/block 2>/dev/null && compgen -f -- "$word")); ';
    case 'filter':
      return '_iotop_filter "$word"; ';
    case 'other':
      return '';
    default:
      return `COMPREPLY=($(compgen -W '${takes.join(' ')}' -- "$word")); `;
  }
};

const operandsOf = (command: CompletedCommand): string => {
  const options = `COMPREPLY=($(compgen -W '${wordsOf(command)}' -- "$word"))`;
  const isOption = '[[ $word == -* ]]';
  switch (command.operands) {
    case 'none':
      return options;
    case 'files':
      return `${options}; ${isOption} || _iotop_files "$word"`;
    case 'command':
      return `${options}; ${isOption} || COMPREPLY+=($(compgen -c -- "$word"))`;
    case 'filter':
      return `${options}; ${isOption} || _iotop_filter "$word"`;
  }
};

const wordsOf = (command: CompletedCommand | undefined): string =>
  (command?.options ?? []).map(({ name }) => name).join(' ');

const names = (): string => COMPLETED.flatMap(({ name }) => (name === '' ? [] : [name])).join(' ');
