/*
 * The floor for the BPF engine: the very same iterator program, loaded and read from C, its records thrown away.
 *
 * Usage: task-iter FILE -n ROUNDS [-d SECONDS]. FILE is written by bench/support/floor.ts: u32 words (BTF number to attach to, record length, number of
 * maps, then kind, key size, value size and entries of each), then the instructions, in which a map is named by its index.
 * Prints CPU microseconds (user + system) a round, the least and the median, and records a round.
 */
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int bpf(int command, union bpf_attr *attr) {
  return syscall(SYS_bpf, command, attr, sizeof *attr);
}

static int fail(const char *what) {
  perror(what);
  exit(1);
}

static double cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static int load(const char *path, uint32_t *record) {
  static uint32_t file[65536];
  static char log[65536];
  FILE *in = fopen(path, "rb");
  if (!in) fail(path);
  const size_t words = fread(file, 4, 65536, in);
  fclose(in);
  int maps[16];
  const uint32_t count = file[2];
  if (words < 3 || count > 16) exit(1);
  *record = file[1];
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t *shape = file + 3 + 4 * i;
    union bpf_attr attr = {.map_type = shape[0], .key_size = shape[1], .value_size = shape[2], .max_entries = shape[3]};
    if ((maps[i] = bpf(BPF_MAP_CREATE, &attr)) < 0) fail("map");
  }
  struct bpf_insn *code = (struct bpf_insn *)(file + 3 + 4 * count);
  const uint32_t slots = (words - 3 - 4 * count) / 2;
  for (uint32_t i = 0; i < slots; i++)
    if (code[i].code == (BPF_LD | BPF_IMM | BPF_DW)) code[i].imm = maps[code[i].imm], i++;
  union bpf_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.prog_type = BPF_PROG_TYPE_TRACING;
  attr.expected_attach_type = BPF_TRACE_ITER;
  attr.attach_btf_id = file[0];
  attr.insns = (uintptr_t)code;
  attr.insn_cnt = slots;
  attr.license = (uintptr_t) "GPL";
  attr.log_buf = (uintptr_t)log;
  attr.log_size = sizeof log;
  attr.log_level = 1;
  const int program = bpf(BPF_PROG_LOAD, &attr);
  if (program < 0) fail(log);
  memset(&attr, 0, sizeof attr);
  attr.link_create.prog_fd = program;
  attr.link_create.attach_type = BPF_TRACE_ITER;
  const int link = bpf(BPF_LINK_CREATE, &attr);
  if (link < 0) fail("link");
  return link;
}

int main(int argc, char **argv) {
  static char buffer[512 * 1024];
  static double rounds[10000];
  uint32_t record;
  int n = 0;
  double pause = 0;
  for (int i = 2; i + 1 < argc; i += 2) {
    if (!strcmp(argv[i], "-n")) n = atoi(argv[i + 1]);
    if (!strcmp(argv[i], "-d")) pause = atof(argv[i + 1]);
  }
  if (n < 1 || n > 10000) return 2;
  const int link = load(argv[1], &record);
  long bytes = 0;
  for (int i = 0; i < n; i++) {
    usleep((useconds_t)(pause * 1e6));
    const double before = cpu();
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.iter_create.link_fd = link;
    const int iterator = bpf(BPF_ITER_CREATE, &attr);
    if (iterator < 0) fail("iterator");
    ssize_t got;
    bytes = 0;
    while ((got = read(iterator, buffer, sizeof buffer)) > 0) bytes += got;
    if (got < 0) fail("read");
    close(iterator);
    rounds[i] = cpu() - before;
  }
  qsort(rounds, n, sizeof *rounds, ascending);
  printf("%.0f %.0f %ld\n", rounds[0], rounds[n / 2], bytes / record);
  return 0;
}
