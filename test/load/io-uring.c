/*
 * Two uses of io_uring that are hard to account for. No library is needed.
 *
 *   io-uring wait              waits in a ring for a byte of standard input: the kernel marks it as waiting for I/O, and it is not
 *   io-uring worker FILE MIB   writes a new file directly, each MiB by a worker thread of the kernel's making
 *   io-uring poller FILE MIB   the same by the ring's polling thread
 *
 * "wait" says "ready" when it is about to wait. Ends with 77 where the kernel has or allows no io_uring.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MIB (1 << 20)
#define ENTRIES 4

struct ring {
    int fd;
    char *submissions, *completions;
    struct io_uring_sqe *entries;
    struct io_uring_params about;
};

static void *map(int fd, size_t length, off_t offset) {
    void *at = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
    if (at == MAP_FAILED) exit(2);
    return at;
}

static struct ring make_ring(unsigned flags) {
    struct ring ring;
    memset(&ring, 0, sizeof ring);
    ring.about.flags = flags;
    ring.about.sq_thread_idle = 1000;
    ring.fd = syscall(__NR_io_uring_setup, ENTRIES, &ring.about);
    if (ring.fd < 0) exit(77);
    size_t sq = ring.about.sq_off.array + ring.about.sq_entries * sizeof(unsigned);
    size_t cq = ring.about.cq_off.cqes + ring.about.cq_entries * sizeof(struct io_uring_cqe);
    ring.submissions = map(ring.fd, sq, IORING_OFF_SQ_RING);
    ring.completions = map(ring.fd, cq, IORING_OFF_CQ_RING);
    ring.entries = map(ring.fd, ring.about.sq_entries * sizeof *ring.entries, IORING_OFF_SQES);
    return ring;
}

/* Hands one request in and waits for its result. */
static int perform(struct ring *ring, const struct io_uring_sqe *request) {
    unsigned *tail = (unsigned *)(ring->submissions + ring->about.sq_off.tail);
    unsigned *array = (unsigned *)(ring->submissions + ring->about.sq_off.array);
    unsigned *flags = (unsigned *)(ring->submissions + ring->about.sq_off.flags);
    unsigned slot = *tail & (ring->about.sq_entries - 1);
    ring->entries[slot] = *request;
    array[slot] = slot;
    __atomic_store_n(tail, *tail + 1, __ATOMIC_SEQ_CST);
    int polled = ring->about.flags & IORING_SETUP_SQPOLL;
    unsigned wish = IORING_ENTER_GETEVENTS;
    if (polled && (__atomic_load_n(flags, __ATOMIC_SEQ_CST) & IORING_SQ_NEED_WAKEUP))
        wish |= IORING_ENTER_SQ_WAKEUP;
    if (syscall(__NR_io_uring_enter, ring->fd, polled ? 0 : 1, 1, wish, NULL, 0) < 0) exit(3);
    unsigned *head = (unsigned *)(ring->completions + ring->about.cq_off.head);
    struct io_uring_cqe *results =
        (struct io_uring_cqe *)(ring->completions + ring->about.cq_off.cqes);
    int result = results[*head & (ring->about.cq_entries - 1)].res;
    __atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
    return result;
}

static void wait_for_input(void) {
    struct ring ring = make_ring(0);
    char byte;
    struct io_uring_sqe request = {.opcode = IORING_OP_READ, .fd = 0, .addr = (unsigned long)&byte, .len = 1};
    puts("ready");
    fflush(stdout);
    perform(&ring, &request);
}

static void write_directly(const char *path, int mebibytes, int polled) {
    struct ring ring = make_ring(polled ? IORING_SETUP_SQPOLL : 0);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_DIRECT, 0600);
    void *page;
    if (file < 0 || posix_memalign(&page, 4096, MIB) != 0) exit(4);
    memset(page, 7, MIB);
    for (int i = 0; i < mebibytes; i++) {
        struct io_uring_sqe request = {.opcode = IORING_OP_WRITE,
                                       .fd = file,
                                       .addr = (unsigned long)page,
                                       .len = MIB,
                                       .off = (unsigned long)i * MIB,
                                       .flags = polled ? 0 : IOSQE_ASYNC};
        if (perform(&ring, &request) != MIB) exit(5);
    }
}

int main(int count, char **words) {
    if (count == 2 && strcmp(words[1], "wait") == 0) wait_for_input();
    else if (count == 4) write_directly(words[2], atoi(words[3]), strcmp(words[1], "poller") == 0);
    else return 64;
    return 0;
}
