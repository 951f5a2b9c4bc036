# Made by scripts/completions from the tables in src: change those.
_iotop() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= i
  # Bash takes --unit=pro for three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} == -- ]]; then
      # The command of another program, and its arguments.
      if ((i + 1 == COMP_CWORD)); then COMPREPLY=($(compgen -c -- "$word")); else _iotop_files "$word"; fi
      return 0
    fi
  done
  ((COMP_CWORD == 1)) || command=${COMP_WORDS[1]}
  case $before in
    --delay | -d | --iter | -n | --filter | --threshold | --keep | --max-size | --keep-least | --period | --times | --before | --after | --at | --from | --to | --speed | --top | --compare | --every | --older-than) return 0 ;;
    --engine) COMPREPLY=($(compgen -W 'bpf taskstats procfs' -- "$word")); return 0 ;;
    --unit) COMPREPLY=($(compgen -W 'threads processes programs users services containers pods slices sessions cgroups devices' -- "$word")); return 0 ;;
    --where) _iotop_filter "$word"; return 0 ;;
    --sort) COMPREPLY=($(compgen -W 'tid ppid priority user read from-disk vfs-read write to-disk vfs-write moved share cancelled swapin io iops request-size latency in-flight device graph read-calls write-calls state age waiting cgroup device-reads device-writes device-read-await device-write-await device-p50 device-p99 device-queue device-in-flight device-discards device-errors device-requeues command' -- "$word")); return 0 ;;
    --pid | -p) COMPREPLY=($(cd /proc && compgen -G "$word[0-9]*"; cd /proc && compgen -G "$word")); return 0 ;;
    --user | -u) COMPREPLY=($(compgen -u -- "$word")); return 0 ;;
    --device | -D) COMPREPLY=($(cd /sys/class/block 2>/dev/null && compgen -f -- "$word")); return 0 ;;
    --uid2name) COMPREPLY=($(compgen -W 'always cyclic static none' -- "$word")); return 0 ;;
    --personality) COMPREPLY=($(compgen -W 'iotop iotop-c iotop-py' -- "$word")); return 0 ;;
    --grtype | -g) COMPREPLY=($(compgen -W 'io read write both swapin' -- "$word")); return 0 ;;
    --theme) COMPREPLY=($(compgen -W 'default dark light mono colour-blind 16-colour' -- "$word")); return 0 ;;
    --help-type | -H) COMPREPLY=($(compgen -W 'none win inline' -- "$word")); return 0 ;;
    --output | --record | --html) _iotop_files "$word"; return 0 ;;
    --fsync) COMPREPLY=($(compgen -W 'never segment block' -- "$word")); return 0 ;;
    --by) COMPREPLY=($(compgen -W 'process command user service container pod slice session cgroup' -- "$word")); return 0 ;;
  esac
  case $command in
    run) COMPREPLY=($(compgen -W '--json --output --device --engine --no-block --help' -- "$word")); [[ $word == -* ]] || COMPREPLY+=($(compgen -c -- "$word")) ;;
    record) COMPREPLY=($(compgen -W '--delay --iter --pid --user --where --keep --max-size --keep-least --fsync --engine --no-block --help' -- "$word")); [[ $word == -* ]] || _iotop_files "$word" ;;
    watch) COMPREPLY=($(compgen -W '--unit --delay --period --times --json --record --before --after --max-size --engine --no-block --help' -- "$word")); [[ $word == -* ]] || _iotop_filter "$word" ;;
    replay) COMPREPLY=($(compgen -W '--at --from --to --speed --delay --iter --batch --json --csv --engine --no-block --delayacct --read-only --write --debug-write --help --version --only --unit --processes --threads --filter --where --accumulated --accum-bw --lifetime --sort --show-vfs --show-vfs-read --show-vfs-write --pid --user --device --unattributed --summary --fullcmdline --kilobytes --si --threshold --uid2name --personality --time --timestamp --quiet --flat --grtype --hide-exited --dead-x --hide-time --inverse --theme --no-color --ascii --unicode --mouse --wide --show-ppid --hide-block --hide-pid --hide-prio --hide-user --hide-read --hide-write --hide-swapin --hide-io --hide-graph --hide-command --reverse-graph --help-type' -- "$word")); [[ $word == -* ]] || _iotop_files "$word" ;;
    report) COMPREPLY=($(compgen -W '--from --to --device --where --by --top --compare --json --csv --html --help' -- "$word")); [[ $word == -* ]] || _iotop_files "$word" ;;
    verify) COMPREPLY=($(compgen -W '--help' -- "$word")); [[ $word == -* ]] || _iotop_files "$word" ;;
    repair) COMPREPLY=($(compgen -W '--help' -- "$word")); [[ $word == -* ]] || _iotop_files "$word" ;;
    compact) COMPREPLY=($(compgen -W '--every --older-than --help' -- "$word")); [[ $word == -* ]] || _iotop_files "$word" ;;
    doctor) COMPREPLY=($(compgen -W '--json --help' -- "$word")) ;;
    *) COMPREPLY=($(compgen -W '--delay --iter --batch --json --csv --engine --no-block --delayacct --read-only --write --debug-write --help --version --only --unit --processes --threads --filter --where --accumulated --accum-bw --lifetime --sort --show-vfs --show-vfs-read --show-vfs-write --pid --user --device --unattributed --summary --fullcmdline --kilobytes --si --threshold --uid2name --personality --time --timestamp --quiet --flat --grtype --hide-exited --dead-x --hide-time --inverse --theme --no-color --ascii --unicode --mouse --wide --show-ppid --hide-block --hide-pid --hide-prio --hide-user --hide-read --hide-write --hide-swapin --hide-io --hide-graph --hide-command --reverse-graph --help-type' -- "$word")) ;;
  esac
  ((COMP_CWORD > 1)) || COMPREPLY+=($(compgen -W 'run record watch replay report verify repair compact doctor' -- "$word"))
}

_iotop_files() {
  local IFS=$'\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen -f -- "$1"))
}

# Of an expression the name that is being typed, which nothing but a blank, ( or a quote stands before.
_iotop_filter() {
  local word=${1#[\"\']} last
  last=${word##*[ (]}
  compopt -o nospace 2>/dev/null
  local IFS=$'\n'
  COMPREPLY=($(compgen -P "${word%"$last"}" -W 'age
busy
cancelled
cancelledWrite
cgroup
cgroupPath
comm
command
container
containerName
device
device-discards
device-errors
device-in-flight
device-p50
device-p99
device-queue
device-read-await
device-reads
device-requeues
device-write-await
device-writes
discards
diskRead
diskWrite
ended
endedBefore
errors
from-disk
in-flight
io
ioPriority
ioWait
iops
kernelThread
latency
moved
p50
p99
pid
pod
podName
ppid
priority
processComm
processLives
queue
read
read-await
read-calls
readChars
reads
request-size
requeues
service
session
share
slice
state
swapWait
swapin
text
tgid
tid
to-disk
uid
user
vfs-read
vfs-write
waiting
waitingLonger
write
write-await
write-calls
writeChars
writes' -- "$last"))
}

complete -F _iotop iotop
