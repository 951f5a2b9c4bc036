/*
 * cost [-t] PROGRAM ARGUMENTS: runs a program with its output thrown away, under -t in a terminal of 200x50, and prints what it
 * cost, as one line of JSON: user and system CPU and elapsed time in microseconds, largest resident set in KiB, exit status.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A program of its own for two reasons. Node tells the cost of all its children together, and in clock ticks. And the
 * kernel counts a child's memory from its fork on: forked from Node, every program would seem to need Node's memory.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long micros(struct timeval t) { return t.tv_sec * 1000000LL + t.tv_usec; }

static long long clock_micros(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

/* The end of a new terminal that programs write to, or -1; `*reader` is the other one. */
static int open_terminal(int *reader) {
  struct winsize size = {.ws_row = 50, .ws_col = 200};
  *reader = posix_openpt(O_RDWR | O_NOCTTY);
  if (*reader < 0 || grantpt(*reader) != 0 || unlockpt(*reader) != 0) return -1;
  int terminal = open(ptsname(*reader), O_RDWR | O_NOCTTY);
  return ioctl(*reader, TIOCSWINSZ, &size) == 0 ? terminal : -1;
}

int main(int argc, char **argv) {
  int status, reader = -1, in_terminal = argc > 1 && strcmp(argv[1], "-t") == 0;
  char **program = argv + 1 + in_terminal;
  struct rusage used;
  int streams = in_terminal ? open_terminal(&reader) : open("/dev/null", O_RDWR);
  if (program[0] == NULL || streams < 0) return 2;
  long long start = clock_micros();
  pid_t child = fork();
  if (child == 0) {
    if (in_terminal && (setsid() < 0 || ioctl(streams, TIOCSCTTY, 0) < 0)) _exit(126);
    for (int fd = 0; fd < 3; fd++) dup2(streams, fd);
    for (int fd = 3; fd < 16; fd++) close(fd);
    execvp(program[0], program);
    _exit(127);
  }
  close(streams);
  /* A terminal that nobody reads would stop whoever draws on it. It ends with the program. */
  if (in_terminal)
    for (char thrown_away[65536]; read(reader, thrown_away, sizeof thrown_away) > 0;) continue;
  if (child < 0 || wait4(child, &status, 0, &used) != child) return 2;
  printf("{\"userMicros\":%lld,\"systemMicros\":%lld,\"elapsedMicros\":%lld,\"maxRssKib\":%ld,\"status\":%d}\n",
         micros(used.ru_utime), micros(used.ru_stime), clock_micros() - start, used.ru_maxrss,
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return 0;
}
