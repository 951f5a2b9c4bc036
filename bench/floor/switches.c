/*
 * Two tasks on one CPU hand a byte back and forth: nothing but context switches. Prints switches and nanoseconds per switch.
 * For the cost of whatever is attached to sched_switch and sched_waking: run it with and without, alternately.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  const int rounds = argc > 1 ? atoi(argv[1]) : 200000;
  const int cpu = argc > 2 ? atoi(argv[2]) : 0;
  int there[2], back[2];
  char byte = 0;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  if (sched_setaffinity(0, sizeof one, &one) || pipe(there) || pipe(back)) return 1;
  if (fork() == 0) {
    for (int i = 0; i < rounds; i++)
      if (read(there[0], &byte, 1) != 1 || write(back[1], &byte, 1) != 1) _exit(1);
    _exit(0);
  }
  const double started = now();
  for (int i = 0; i < rounds; i++)
    if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1) return 1;
  const double seconds = now() - started;
  wait(NULL);
  printf("%.0f %.1f\n", 2 * rounds / seconds, seconds * 1e9 / (2.0 * rounds));
  return 0;
}
