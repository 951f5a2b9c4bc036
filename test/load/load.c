/*
 * load: disk and task loads of exactly known size, for iotop's tests and benchmarks.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One file, long as it is, so that one compiler call without any build system makes it. Each load is one function.
 *
 *   sleep N [PER_PROCESS]            N sleeping threads, PER_PROCESS (12) to a process
 *   trickle COUNT BYTES              COUNT processes write BYTES to 8 times BYTES each second, for as long as the input lasts
 *   write BYTES MODE [SECONDS]       one task writes
 *   read BYTES MODE [SECONDS]        one task reads a file nobody has cached
 *   short COUNT BYTES MODE SECONDS   COUNT processes, spread over SECONDS; each writes BYTES and exits
 *   storm RATE SECONDS BYTES         RATE processes a second, each writes BYTES (buffered) and exits
 *   short-pool BYTES                 a process whose one thread, pool-0, writes and exits; then it exits itself, without I/O of its own
 *   threads COUNT BYTES MODE [WIDTH] COUNT threads, WIDTH (8) at once; each writes BYTES and exits
 *   unlink BYTES                     writes a file and deletes it before any of it reached the disk
 *   rewrite COUNT BYTES              4096 bytes and fdatasync, COUNT times, all over a cached file of BYTES
 *   mmap BYTES                       dirties a shared mapping
 *   reuse FIRST SECOND               two processes with the same task id, one after the other
 *   exec-self BYTES LABEL...         one process that runs the same program again under other arguments
 *   leader-ends BYTES                a process whose first thread writes and ends; another thread writes on
 *   hostile BYTES                    a process whose name and arguments try to harm a terminal
 *
 * MODE is direct or buffered; BYTES is a multiple of 4096. Files have no name and live in the working directory.
 *
 * It talks by lines. It prints "ready" when all stands, a line (or the end) of its input starts the load, and after
 * it the truth comes out as one line of JSON. `reuse`, `exec-self` and `leader-ends` take a line a step and answer each with
 * "ready"; `sleep`, `trickle` and `leader-ends` have none to tell. Then it waits for the end of its input, so that a test can look at tasks that have done their work.
 * If the starter dies, input ends and every task goes.
 *
 * What the kernel charges, and to whom (Linux 6.18, ext4; include/linux/task_io_accounting_ops.h):
 *   - a buffered write: whole pages, when a clean page becomes dirty, to the task that dirties it. Rewriting a dirty
 *     page costs nothing, so every task here gets pages of its own.
 *   - a direct write or read: the bytes of each request, to the task that submits it. The same blocks may be used again.
 *   - deleting dirty pages: cancelled_write_bytes, to the task that drops the last reference. Files are therefore
 *     synced before they are dropped, except where cancelling is what is asked for.
 *   - creating, growing and syncing a file dirties metadata: blocks of the inode table, bitmaps and extents. The file
 *     is made, and filled where that is needed, by a task of its own ("load-prepare") that ends before "ready".
 * The figures printed are read by each task from its own /proc/thread-self/io as its last deed, so they are the
 * kernel's own; `asked` beside them is what the task was told to move. A new task begins with all counters 0.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, CHUNK = 1 << 20, COMM = 16, STACK = 64 << 10 };

/* What one task moved. Lives in memory shared by all tasks, so that one that has ended can still be read. */
struct record {
  int tid;
  char comm[COMM];
  long long asked, read, written, cancelled;
};

/* One transfer: `bytes` between `fd` at `offset` and a buffer, in chunks spread over `seconds`. */
struct transfer {
  int fd, is_read;
  off_t offset;
  long long bytes;
  double seconds;
};

static void fail(const char *format, ...) {
  int cause = errno;
  va_list args;
  va_start(args, format);
  fprintf(stderr, "load: ");
  vfprintf(stderr, format, args);
  fprintf(stderr, cause ? ": %s\n" : "\n", strerror(cause));
  va_end(args);
  exit(1);
}

/* --- talking ------------------------------------------------------------------------------------------------ */

static void say(const char *line) {
  printf("%s\n", line);
  fflush(stdout);
}

/* Waits for one line of input. Returns 0 at the end of the input. Unbuffered, so that an exec loses nothing. */
static int hear(void) {
  char c;
  for (;;) {
    ssize_t got = read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 0;
    if (c == '\n') return 1;
  }
}

static void say_ready_and_hear(void) {
  say("ready");
  hear();
}

/* Bytes outside printable ASCII come out as the code point of the same number. */
static void print_json_string(const char *text) {
  putchar('"');
  for (const unsigned char *c = (const unsigned char *)text; *c; c++)
    if (*c < 0x20 || *c > 0x7e || *c == '"' || *c == '\\') printf("\\u%04x", *c);
    else putchar(*c);
  putchar('"');
}

static void print_record(const struct record *r, int count) {
  printf("{\"tid\":%d,\"comm\":", r->tid);
  print_json_string(r->comm);
  printf(",\"count\":%d,\"asked\":%lld,\"readBytes\":%lld,\"writeBytes\":%lld,\"cancelledWriteBytes\":%lld}", count,
         r->asked, r->read, r->written, r->cancelled);
}

/* The truth. Then stays until the input ends. */
static void report(const struct record *records, int count) {
  printf("{\"tasks\":[");
  for (int i = 0; i < count; i++) {
    if (i) putchar(',');
    print_record(&records[i], 1);
  }
  say("]}");
  while (hear()) {}
}

/* The same for many tasks of one name: their sum, with tid 0. */
static void report_sum(const struct record *records, int count) {
  struct record sum = {0};
  memcpy(sum.comm, records[0].comm, COMM);
  for (int i = 0; i < count; i++) {
    sum.asked += records[i].asked;
    sum.read += records[i].read;
    sum.written += records[i].written;
    sum.cancelled += records[i].cancelled;
  }
  printf("{\"tasks\":[");
  print_record(&sum, count);
  say("]}");
  while (hear()) {}
}

/* --- arguments ---------------------------------------------------------------------------------------------- */

static long long number(const char *text) {
  char *end;
  errno = 0;
  long long value = strtoll(text ? text : "", &end, 10);
  if (!text || end == text || *end || value < 0) fail("not a number: %s", text ? text : "(missing)");
  return value;
}

static long long bytes_of(const char *text) {
  long long value = number(text);
  errno = 0;
  if (value % PAGE) fail("not a multiple of %d: %s", PAGE, text);
  return value;
}

static int is_direct(const char *text) {
  errno = 0;
  if (text && !strcmp(text, "direct")) return 1;
  if (text && !strcmp(text, "buffered")) return 0;
  fail("neither direct nor buffered: %s", text ? text : "(missing)");
  return 0;
}

/* --- time --------------------------------------------------------------------------------------------------- */

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void sleep_until(double when) {
  struct timespec t = {.tv_sec = (time_t)when, .tv_nsec = (long)((when - (double)(time_t)when) * 1e9)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {}
}

/* --- tasks -------------------------------------------------------------------------------------------------- */

static void *shared(size_t size) {
  void *memory = mmap(NULL, size ? size : PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail("mmap");
  return memory;
}

/* Fills `r` from the calling task's own counters. */
static void measure(struct record *r, long long asked) {
  char text[512];
  int fd = open("/proc/thread-self/io", O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
  if (length <= 0) fail("/proc/thread-self/io");
  close(fd);
  text[length] = 0;
  const char *io = strstr(text, "\nread_bytes:");
  if (!io || sscanf(io, "\nread_bytes: %lld\nwrite_bytes: %lld\ncancelled_write_bytes: %lld", &r->read, &r->written,
                    &r->cancelled) != 3)
    fail("cannot read /proc/thread-self/io");
  r->tid = gettid();
  r->asked = asked;
  prctl(PR_GET_NAME, r->comm);
}

static void name_task(const char *format, int n) {
  char name[COMM];
  snprintf(name, sizeof name, format, n);
  prctl(PR_SET_NAME, name);
}

/* A child that dies with its parent. Returns as fork does. */
static pid_t fork_child(void) {
  pid_t parent = getpid(), child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
  }
  return child;
}

/* Waits for `child`, or any for -1, and insists that it did its work. Returns 0 if WNOHANG was asked and none has ended. */
static int await(pid_t child, int flags) {
  int status;
  pid_t ended = waitpid(child, &status, flags);
  if (ended < 0) fail("waitpid");
  errno = 0;
  if (ended && status) fail("a task of the load failed");
  return ended != 0;
}

/* --- files and transfers ------------------------------------------------------------------------------------ */

static void move(struct transfer t) {
  size_t chunk = t.bytes < CHUNK ? (size_t)t.bytes : CHUNK;
  void *buffer;
  if ((errno = posix_memalign(&buffer, PAGE, chunk))) fail("memory");
  memset(buffer, 'x', chunk);
  double start = now();
  for (long long done = 0; done < t.bytes;) {
    size_t want = t.bytes - done < CHUNK ? (size_t)(t.bytes - done) : CHUNK;
    if (t.seconds > 0) sleep_until(start + t.seconds * (double)done / (double)t.bytes);
    ssize_t got = t.is_read ? pread(t.fd, buffer, want, t.offset + done) : pwrite(t.fd, buffer, want, t.offset + done);
    if (got <= 0) fail(t.is_read ? "pread" : "pwrite");
    done += got;
  }
  free(buffer);
}

/* An unnamed file. FUSE makes none without a name, so there it loses its name at once. */
static int make_unnamed(int direct) {
  char path[32], name[] = "load-XXXXXX";
  int fd = open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), named = fd < 0 && errno == EOPNOTSUPP;
  if (named) fd = mkostemp(name, O_CLOEXEC);
  if (fd < 0) fail("cannot make a file here");
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int used = direct ? open(named ? name : path, O_RDWR | O_DIRECT | O_CLOEXEC) : fd;
  if (used < 0) fail("cannot open a file here for direct I/O (tmpfs cannot)");
  if (named && unlink(name)) fail("unlink");
  return used;
}

/* By a child, which takes all charges: so many bytes of the file are on the disk from now on, and in the cache. */
static void fill(int fd, long long bytes, int is_cached) {
  pid_t child = fork_child();
  if (child == 0) {
    name_task("load-prepare", 0);
    move((struct transfer){.fd = fd, .bytes = bytes});
    if (fsync(fd)) fail("fsync");
    if (!is_cached && posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED)) fail("posix_fadvise");
    _exit(0);
  }
  await(child, 0);
}

/*
 * With `filled` > 0 that many bytes of it are on the disk and in no cache, so that transfers within them allocate
 * nothing and change no metadata but times.
 */
static int make_file(int direct, long long filled) {
  int fd = make_unnamed(direct);
  if (filled) fill(fd, filled, 0);
  return fd;
}

/* The file of a load whose tasks write `bytes` each: one region for all when direct, a region for each otherwise. */
static int make_file_for_writes(int direct, long long bytes) { return make_file(direct, direct ? bytes : 0); }

/* So that nothing is cancelled when the file goes. A child does it, for what it charges is nobody's figure. */
static void settle(int fd) {
  pid_t child = fork_child();
  if (child == 0) {
    name_task("load-settle", 0);
    _exit(fsync(fd) ? 1 : 0);
  }
  await(child, 0);
}

/* One forked task that does one transfer, measures itself and ends. */
static pid_t fork_transfer(struct record *r, struct transfer t, const char *name, int n) {
  pid_t child = fork_child();
  if (child == 0) {
    name_task(name, n);
    move(t);
    measure(r, t.bytes);
    _exit(0);
  }
  return child;
}

/* --- the loads ---------------------------------------------------------------------------------------------- */

static void *sleep_for_ever(void *unused) {
  (void)unused;
  for (;;) pause();
  return NULL;
}

static void add_sleepers(int count) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, STACK);
  pthread_attr_setguardsize(&small, 0);
  for (int i = 0; i < count; i++) {
    pthread_t thread;
    if ((errno = pthread_create(&thread, &small, sleep_for_ever, NULL))) fail("thread %d", i);
  }
}

static void load_sleep(char **args) {
  int left = (int)number(args[0]), per_process = args[1] ? (int)number(args[1]) : 12, processes = 0, pipes[2];
  if (per_process < 1) fail("at least one thread a process");
  if (pipe(pipes)) fail("pipe");
  pid_t *sleepers = calloc((size_t)(left / per_process + 1), sizeof *sleepers);
  if (!sleepers) fail("memory");
  for (char up; left > 0; left -= per_process, processes++) {
    pid_t child = sleepers[processes] = fork_child();
    if (child == 0) {
      name_task("sleeper", 0);
      add_sleepers((left < per_process ? left : per_process) - 1);
      if (write(pipes[1], "u", 1) != 1) _exit(1);
      sleep_for_ever(NULL);
    }
    if (read(pipes[0], &up, 1) != 1) fail("a sleeper failed");
  }
  say("ready");
  while (hear()) {}
  /* Reaped here: not every machine's first process does it, and a zombie is a task to every monitor. */
  for (int i = 0; i < processes; i++) kill(sleepers[i], SIGKILL);
  for (int i = 0; i < processes; i++) waitpid(sleepers[i], NULL, 0);
}

static void load_one(char **args, int is_read) {
  long long bytes = bytes_of(args[0]);
  int direct = is_direct(args[1]);
  struct record *r = shared(sizeof *r);
  int fd = is_read ? make_file(direct, bytes) : make_file_for_writes(direct, bytes);
  double seconds = args[2] ? (double)number(args[2]) : 0;
  say_ready_and_hear();
  struct transfer t = {.fd = fd, .is_read = is_read, .bytes = bytes, .seconds = seconds};
  await(fork_transfer(r, t, is_read ? "load-read" : "load-write", 0), 0);
  settle(fd);
  report(r, 1);
}

/* `count` processes, started evenly over `seconds`, reaped as they end. */
static void run_processes(struct record *records, int count, double seconds, struct transfer first, const char *name) {
  int direct = fcntl(first.fd, F_GETFL) & O_DIRECT, running = 0;
  double start = now();
  for (int i = 0; i < count; i++) {
    struct transfer t = first;
    t.offset = direct ? 0 : (off_t)i * first.bytes;
    sleep_until(start + seconds * i / count);
    fork_transfer(&records[i], t, name, i);
    running++;
    while (running && await(-1, WNOHANG)) running--;
  }
  while (running-- > 0) await(-1, 0);
}

static void load_short(char **args) {
  int count = (int)number(args[0]);
  long long bytes = bytes_of(args[1]);
  struct record *records = shared(sizeof *records * (size_t)count);
  int fd = make_file_for_writes(is_direct(args[2]), bytes);
  double seconds = (double)number(args[3]);
  say_ready_and_hear();
  run_processes(records, count, seconds, (struct transfer){.fd = fd, .bytes = bytes}, "short-%d");
  settle(fd);
  report(records, count);
}

static void load_storm(char **args) {
  int rate = (int)number(args[0]), seconds = (int)number(args[1]);
  struct record *records = shared(sizeof *records * (size_t)(rate * seconds));
  struct transfer t = {.fd = make_file(0, 0), .bytes = bytes_of(args[2])};
  say_ready_and_hear();
  run_processes(records, rate * seconds, seconds, t, "storm");
  settle(t.fd);
  report_sum(records, rate * seconds);
}

struct pool_task {
  pthread_t thread;
  int number;
  struct transfer transfer;
  struct record *record;
};

static void *pool_thread(void *argument) {
  struct pool_task *task = argument;
  name_task("pool-%d", task->number);
  move(task->transfer);
  measure(task->record, task->transfer.bytes);
  return NULL;
}

static void load_threads(char **args) {
  int count = (int)number(args[0]), direct = is_direct(args[2]), width = args[3] ? (int)number(args[3]) : 8;
  long long bytes = bytes_of(args[1]);
  struct record *records = shared(sizeof *records * (size_t)count);
  struct pool_task *tasks = shared(sizeof *tasks * (size_t)count);
  int fd = make_file_for_writes(direct, bytes);
  say_ready_and_hear();
  for (int i = 0; i < count + width; i++) {
    if (i >= width && i - width < count) pthread_join(tasks[i - width].thread, NULL);
    if (i >= count) continue;
    struct transfer t = {.fd = fd, .offset = direct ? 0 : (off_t)i * bytes, .bytes = bytes};
    tasks[i] = (struct pool_task){.number = i, .transfer = t, .record = &records[i]};
    if ((errno = pthread_create(&tasks[i].thread, NULL, pool_thread, &tasks[i]))) fail("thread %d", i);
  }
  settle(fd);
  report(records, count);
}

static void load_short_pool(char **args) {
  long long bytes = bytes_of(args[0]);
  struct record *r = shared(sizeof *r);
  struct pool_task task = {.record = r, .transfer = {.fd = make_file_for_writes(0, bytes), .bytes = bytes}};
  say_ready_and_hear();
  pid_t child = fork_child();
  if (child == 0) {
    name_task("short-pool", 0);
    if ((errno = pthread_create(&task.thread, NULL, pool_thread, &task))) fail("pthread_create");
    pthread_join(task.thread, NULL);
    _exit(0);
  }
  await(child, 0);
  settle(task.transfer.fd);
  report(r, 1);
}

/* The file is dropped with all its pages dirty, which takes well under the 5 s after which the kernel looks for them. */
static void load_unlink(char **args) {
  long long bytes = bytes_of(args[0]);
  struct record *r = shared(sizeof *r);
  say_ready_and_hear();
  pid_t child = fork_child();
  if (child == 0) {
    name_task("load-unlink", 0);
    int fd = make_file(0, 0);
    move((struct transfer){.fd = fd, .bytes = bytes});
    close(fd);
    measure(r, bytes);
    _exit(0);
  }
  await(child, 0);
  report(r, 1);
}

/* The pieces lie apart, so that each is in a folio that is clean. */
static void load_rewrite(char **args) {
  long long count = number(args[0]), bytes = bytes_of(args[1]);
  struct record *r = shared(sizeof *r);
  int fd = make_file(0, 0);
  fill(fd, bytes, 1);
  say_ready_and_hear();
  pid_t child = fork_child();
  if (child == 0) {
    name_task("load-rewrite", 0);
    for (long long i = 0; i < count; i++) {
      move((struct transfer){.fd = fd, .offset = i * 7919 % (bytes / PAGE) * PAGE, .bytes = PAGE});
      if (fdatasync(fd)) fail("fdatasync");
    }
    measure(r, count * PAGE);
    _exit(0);
  }
  await(child, 0);
  report(r, 1);
}

static void load_mmap(char **args) {
  long long bytes = bytes_of(args[0]);
  struct record *r = shared(sizeof *r);
  int fd = make_file(0, 0);
  if (ftruncate(fd, bytes)) fail("ftruncate");
  say_ready_and_hear();
  pid_t child = fork_child();
  if (child == 0) {
    name_task("load-mmap", 0);
    char *map = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) fail("mmap");
    for (long long at = 0; at < bytes; at += PAGE) map[at] = 'x';
    measure(r, bytes);
    _exit(0);
  }
  await(child, 0);
  settle(fd);
  report(r, 1);
}

struct heir {
  int fd;
  long long bytes;
  pthread_t leader;
};

/* Each step: the bytes once more. */
static void *write_on(void *of) {
  struct heir *heir = of;
  name_task("load-heir", 0);
  if ((errno = pthread_join(heir->leader, NULL))) fail("pthread_join");
  say("ready");
  while (hear()) {
    move((struct transfer){.fd = heir->fd, .bytes = heir->bytes});
    say("ready");
  }
  exit(0);
}

/* The first step is the leader's, the others are the thread's. */
static void load_leader_ends(char **args) {
  static struct heir heir;
  pthread_t thread;
  heir.bytes = bytes_of(args[0]);
  heir.leader = pthread_self();
  heir.fd = make_file(1, heir.bytes);
  if ((errno = pthread_create(&thread, NULL, write_on, &heir))) fail("pthread_create");
  say_ready_and_hear();
  move((struct transfer){.fd = heir.fd, .bytes = heir.bytes});
  pthread_exit(NULL);
}

/* A child of exactly this task id: the kernel gives out the number after ns_last_pid. Others may take it first. */
static void set_next_pid(pid_t wanted) {
  FILE *file = fopen("/proc/sys/kernel/ns_last_pid", "w");
  if (!file || fprintf(file, "%d", wanted - 1) < 0 || fclose(file)) fail("cannot choose a task id (root is needed)");
}

/* A child that does its transfer at once and then lives until it is killed. `wanted` 0 is any task id. */
static pid_t fork_lasting(struct record *r, struct transfer t, const char *name, pid_t wanted) {
  for (int attempt = 0; attempt < 1000; attempt++) {
    int pipes[2];
    char done;
    if (pipe2(pipes, O_CLOEXEC)) fail("pipe");
    if (wanted) set_next_pid(wanted);
    pid_t child = fork_child();
    if (child == 0) {
      if (wanted && getpid() != wanted) _exit(0);
      name_task(name, 0);
      move(t);
      measure(r, t.bytes);
      if (write(pipes[1], "d", 1) != 1) _exit(1);
      sleep_for_ever(NULL);
    }
    close(pipes[1]);
    ssize_t got = read(pipes[0], &done, 1);
    close(pipes[0]);
    if (got == 1) return child;
    waitpid(child, NULL, 0);
  }
  errno = 0;
  fail("task id %d was never free", wanted);
  return 0;
}

static void load_reuse(char **args) {
  struct transfer first = {.bytes = bytes_of(args[0])}, second = {.bytes = bytes_of(args[1])};
  struct record *records = shared(sizeof *records * 2);
  first.fd = second.fd = make_file(0, 0);
  second.offset = first.bytes;
  say_ready_and_hear();
  pid_t pid = fork_lasting(&records[0], first, "reuse-first", 0);
  say_ready_and_hear();
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  fork_lasting(&records[1], second, "reuse-second", pid);
  settle(first.fd);
  report(records, 2);
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
}

/* The same program by its path, so that the task keeps the name of the file. */
static void exec_again(char **argv) {
  char path[PATH_MAX] = {0};
  if (readlink("/proc/self/exe", path, sizeof path - 1) < 0) fail("/proc/self/exe");
  execv(path, argv);
  fail("cannot run %s again", path);
}

/* Each run writes BYTES and the last one reports. The task stays the same, so its counters are those of all runs. */
static void load_exec_self(char **args) {
  long long bytes = bytes_of(args[0]);
  struct record r;
  int fd = make_file(0, 0);
  errno = 0;
  if (!args[1]) fail("exec-self needs a label");
  move((struct transfer){.fd = fd, .bytes = bytes});
  settle(fd);
  if (args[2]) {
    say_ready_and_hear();
    char *next[16] = {"load", "exec-self", args[0]};
    for (int i = 2; args[i]; i++) next[i + 1] = args[i];
    exec_again(next);
  }
  measure(&r, bytes);
  report(&r, 1);
}

/* ESC, C1 in both spellings, right-to-left override, zero-width space, newline, bell, DEL, invalid UTF-8. */
#define HOSTILE_COMM "\033[7m\n\xe2\x80\xae\xc2\x9b\xff\xe2\x80\x8b"
#define HOSTILE_ARGUMENT \
  "\033]0;owned\007\033[2J \xc2\x9b" "31m \xe2\x80\xae" "gpj.exe \xe2\x80\x8b\xef\xbb\xbf\r\n\177 \x9b" "1m \xff\xfe \xed\xa0\x80 \xf4\x90\x80\x80"

static void load_hostile(char **args) {
  char *evil[] = {HOSTILE_ARGUMENT, "hostile-runs", args[0], HOSTILE_ARGUMENT, "", "  ", NULL};
  bytes_of(args[0]);
  exec_again(evil);
}

static void load_hostile_runs(char **args) {
  long long bytes = bytes_of(args[0]);
  struct record r;
  int fd = make_file(0, 0);
  prctl(PR_SET_NAME, HOSTILE_COMM);
  say_ready_and_hear();
  move((struct transfer){.fd = fd, .bytes = bytes});
  measure(&r, bytes);
  settle(fd);
  report(&r, 1);
}

/* Task `n` of a trickle, with a region of the file of its own that it goes through again and again: by then its pages are clean. */
static void trickle_for_ever(struct transfer t, int n) {
  const off_t region = 32 << 20, begin = (off_t)n * region;
  long long unit = t.bytes;
  double start = now() + n % 100 / 100.0;
  t.offset = begin;
  for (int second = 0;; second++) {
    sleep_until(start + second);
    t.bytes = unit * (1 + (n * 5 + second * 3) % 8);
    if (t.offset + t.bytes > begin + region) t.offset = begin;
    move(t);
    t.offset += t.bytes;
  }
}

static void load_trickle(char **args) {
  int count = (int)number(args[0]);
  struct transfer t = {.bytes = bytes_of(args[1]), .fd = make_file(0, 0)};
  say_ready_and_hear();
  for (int n = 0; n < count; n++)
    if (fork_child() == 0) {
      name_task("tri-%d", n);
      trickle_for_ever(t, n);
    }
  while (hear()) {}
}

static void load_read(char **args) { load_one(args, 1); }
static void load_write(char **args) { load_one(args, 0); }

static const struct {
  const char *name;
  void (*run)(char **args);
} LOADS[] = {
    {"sleep", load_sleep},     {"write", load_write},         {"read", load_read},
    {"trickle", load_trickle}, {"short", load_short},         {"storm", load_storm},     {"threads", load_threads},
    {"short-pool", load_short_pool},
    {"unlink", load_unlink},   {"rewrite", load_rewrite},     {"mmap", load_mmap},           {"reuse", load_reuse},
    {"exec-self", load_exec_self}, {"leader-ends", load_leader_ends}, {"hostile", load_hostile}, {"hostile-runs", load_hostile_runs},
};

int main(int argc, char **argv) {
  /* Room for missing arguments to be NULL rather than what lies behind argv. */
  char *args[16] = {0};
  for (int i = 2; i < argc && i - 2 < 14; i++) args[i - 2] = argv[i];
  for (size_t i = 0; argc > 1 && i < sizeof LOADS / sizeof *LOADS; i++)
    if (!strcmp(argv[1], LOADS[i].name)) {
      LOADS[i].run(args);
      return 0;
    }
  fprintf(stderr, "usage: load sleep|trickle|write|read|short|storm|short-pool|threads|unlink|rewrite|mmap|reuse|exec-self|leader-ends|hostile ARGUMENTS\n");
  return 2;
}
