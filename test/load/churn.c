/*
 * churn: tasks that come, go, wait, stop and change in every way the scheduler knows, for the comparison of the two ways to read them.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *   churn MANY DISK CGROUP...
 *
 * MANY threads sleep and are woken together, DISK is read and written past the page cache (- for none), and a sleeping task is moved between
 * the CGROUPs (at least two, or none). It prints "ready" when all stands, and a line of its input begins the load. Another line stops whatever
 * runs of itself: what sleeps then sleeps on. At the end of the input every task goes. Root only: it chooses process ids.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SMALL_STACK = 64 << 10, PAGE = 4096 };

/* Shared by all processes: 0 before the load begins, 1 while it goes on, 2 when it shall rest. */
static _Atomic int *phase;
static const char *self;

static void nap(int microseconds) { usleep((useconds_t)microseconds); }
static int between(int least, int most) { return least + rand() % (most - least + 1); }
static int goes_on(void) { return *phase < 2; }
static void sleep_on(void) {
  for (;;) pause();
}

/* Something that counts: calls and characters. */
static void work(int calls) {
  static char bytes[512];
  int fd = open("/dev/zero", O_RDWR | O_CLOEXEC);
  for (int i = 0; i < calls; i++)
    if (read(fd, bytes, sizeof bytes) < 0 || write(fd, bytes, 100) < 0) break;
  close(fd);
}

static void write_text(const char *file, const char *text) {
  int fd = open(file, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  if (write(fd, text, strlen(text)) < 0) {} /* the task may be gone */
  close(fd);
}

static void reap(pid_t child) {
  int status;
  if (child > 0) waitpid(child, &status, 0);
}

/* Processes that live for a moment. */
static void storm(void) {
  pid_t child = fork();
  if (child == 0) {
    work(between(0, 20));
    if (between(0, 9) == 0) nap(between(0, 3000));
    _exit(0);
  }
  reap(child);
}

/* Ten at once, so that some are reaped long after they ended. */
static void zombies(void) {
  pid_t children[10];
  for (int i = 0; i < 10; i++)
    if ((children[i] = fork()) == 0) _exit(0);
  nap(between(1000, 80000));
  for (int i = 0; i < 10; i++) reap(children[i]);
}

/* One process id again and again. */
static void reuse(void) {
  static int wanted;
  char text[16];
  if (wanted == 0) wanted = getpid() + 1000;
  snprintf(text, sizeof text, "%d", wanted - 1);
  write_text("/proc/sys/kernel/ns_last_pid", text);
  storm();
}

static void *exec_soon(void *arg) {
  (void)arg;
  work(between(1, 30));
  nap(between(0, 3000));
  execl(self, "churn", "brief", (char *)NULL);
  return NULL;
}

static void *idle_thread(void *arg) {
  (void)arg;
  sleep_on();
  return NULL;
}

static void start_thread(pthread_t *thread, void *(*body)(void *)) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, SMALL_STACK);
  pthread_create(thread, &attributes, body, NULL);
}

/* A thread that is not the leader runs exec, while the leader sleeps, works or has ended. */
static void exec_by_thread(void) {
  pid_t child = fork();
  if (child == 0) {
    pthread_t threads[2];
    start_thread(&threads[0], idle_thread);
    start_thread(&threads[1], exec_soon);
    switch (between(0, 2)) {
      case 0: pthread_exit(NULL);
      case 1: for (;;) work(10);
      default: sleep_on();
    }
  }
  reap(child);
}

static void *brief_thread(void *arg) {
  work(between(0, 10));
  return arg;
}

static void threads(void) {
  pthread_t some[8];
  for (int i = 0; i < 8; i++) start_thread(&some[i], brief_thread);
  for (int i = 0; i < 8; i++) pthread_join(some[i], NULL);
  nap(between(0, 5000));
}

/* One that works and one that sleeps, stopped, continued and killed by another. */
static void stops(void) {
  pid_t worker = fork();
  if (worker == 0)
    for (;;) work(10);
  pid_t sleeper = fork();
  if (sleeper == 0) sleep_on();
  for (int i = 0; i < 20 && goes_on(); i++) {
    kill(worker, SIGSTOP);
    kill(sleeper, SIGSTOP);
    nap(between(0, 20000));
    kill(worker, SIGCONT);
    kill(sleeper, SIGCONT);
    nap(between(0, 5000));
  }
  kill(worker, SIGKILL);
  kill(sleeper, SIGKILL);
  reap(worker);
  reap(sleeper);
}

/* The parent of vfork waits uninterruptibly, and not for I/O. */
static void vforks(void) {
  pid_t child = vfork();
  if (child == 0) {
    usleep(4000);
    _exit(0);
  }
  reap(child);
}

static void pin(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  sched_setaffinity(0, sizeof set, &set);
}

static int last_cpu(void) { return (int)sysconf(_SC_NPROCESSORS_ONLN) - 1; }

static void work_for(int milliseconds) {
  struct timespec begun, now;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  do {
    work(20);
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while ((now.tv_sec - begun.tv_sec) * 1000 + (now.tv_nsec - begun.tv_nsec) / 1000000 < milliseconds);
}

/* A task just born has the last CPU to itself for a while, then one that has lived: nothing switches there. */
static void keep_cpu(void) {
  struct sched_param first = {.sched_priority = 1}, none = {0};
  pin(last_cpu());
  nap(500000);
  sched_setscheduler(0, SCHED_FIFO, &first);
  pid_t child = fork();
  if (child == 0) {
    work_for(700);
    nap(1000000); /* who saw it at work finds it alive */
    _exit(0);
  }
  nap(1000000); /* the kernel takes the CPU from who would have it for most of a second */
  work_for(700);
  sched_setscheduler(0, SCHED_OTHER, &none);
  reap(child);
}

static void spin(void) {
  static int is_nice;
  if (!is_nice) is_nice = nice(5) != -1;
  work(100);
}

static const char *disk;

static void use_disk(void) {
  static int fd;
  static char *page;
  if (fd == 0) {
    fd = open(disk, O_RDWR | O_DIRECT | O_CLOEXEC);
    page = aligned_alloc(PAGE, PAGE);
    memset(page, 1, PAGE);
  }
  for (int i = 0; i < between(1, 40); i++) {
    off_t at = (off_t)between(0, 1000) * PAGE;
    if (pread(fd, page, PAGE, at) < 0 || (i % 3 == 0 && pwrite(fd, page, PAGE, at) < 0)) break;
  }
  nap(between(0, 30000));
}

static char **groups;
static int group_count;

/* Another task's cgroup, name and I/O priority, while it sleeps. */
static void *changed_thread(void *arg) {
  *(_Atomic int *)arg = (int)syscall(SYS_gettid);
  sleep_on();
  return NULL;
}

static void change_others(void) {
  static _Atomic int tid;
  static pid_t moved;
  static int turn;
  char file[64], text[32];
  if (moved == 0) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_create(&thread, &attributes, changed_thread, (void *)&tid);
    while (tid == 0) nap(100);
    if ((moved = fork()) == 0) sleep_on();
  }
  nap(between(0, 20000));
  turn++;
  snprintf(file, sizeof file, "/proc/self/task/%d/comm", tid);
  snprintf(text, sizeof text, "changed-%d", turn % 1000);
  write_text(file, text);
  syscall(SYS_ioprio_set, 1 /* IOPRIO_WHO_PROCESS */, tid, 2 << 13 | turn % 8);
  if (group_count == 0) return;
  snprintf(text, sizeof text, "%d", moved);
  write_text(groups[turn % group_count], text);
}

/* Threads that are woken together. */
static _Atomic int pulse;

static void *pulsed_thread(void *arg) {
  int seen = *(int *)arg;
  char byte;
  int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
  for (;;) {
    syscall(SYS_futex, &pulse, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
    seen = pulse;
    if (read(fd, &byte, 1) < 0) return NULL;
  }
}

static int many;

static void pulses(void) {
  static int started, first;
  while (started < many) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, SMALL_STACK);
    if (pthread_create(&thread, &attributes, pulsed_thread, &first) != 0) break;
    started++;
  }
  nap(between(300000, 1200000));
  pulse++;
  syscall(SYS_futex, &pulse, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

static void with(void (*deed)(void)) {
  if (fork() != 0) return;
  srand((unsigned)getpid());
  while (*phase == 0) nap(1000);
  while (goes_on()) deed();
  sleep_on();
}

int main(int count, char **args) {
  self = "/proc/self/exe";
  if (count == 2 && !strcmp(args[1], "brief")) {
    srand((unsigned)getpid());
    work(10);
    nap(between(0, 20000));
    work(10);
    return 0;
  }
  if (count < 3) return 2;
  many = atoi(args[1]);
  disk = args[2];
  groups = args + 3;
  group_count = count - 3;
  struct rlimit files = {70000, 70000};
  setrlimit(RLIMIT_NOFILE, &files);
  phase = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  pid_t workers = fork();
  if (workers == 0) {
    setpgid(0, 0);
    if (nice(5) == -1) return 1; /* who compares them must come to it */
    with(storm);
    with(zombies);
    with(reuse);
    with(exec_by_thread);
    with(exec_by_thread);
    with(threads);
    with(stops);
    with(vforks);
    with(keep_cpu);
    with(spin);
    if (strcmp(disk, "-")) {
      with(use_disk);
      with(use_disk);
    }
    with(change_others);
    with(pulses);
    sleep_on();
  }
  setpgid(workers, workers);
  puts("ready");
  fflush(stdout);
  char c;
  while (read(STDIN_FILENO, &c, 1) == 1)
    if (c == '\n') ++*phase;
  *phase = 2;
  /* Whoever was just being born escapes the first time. */
  do {
    kill(-workers, SIGKILL);
    nap(1000);
    while (waitpid(-1, NULL, WNOHANG) > 0) {}
  } while (kill(-workers, 0) == 0);
  return 0;
}
