/*
 * Lets Debian's libstdc++ and libgcc_s, built for glibc, run on musl: what they ask of glibc and musl has not. Only for the root of musl-root; Alpine has its
 * own by "apk add libstdc++". It is loaded as libstdc++.so.6, before both.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdint.h>

extern void abort(void);

/* struct __locale_struct of glibc, whose tables libstdc++ reads. The nulls before them are the C locale to musl. */
static struct { void *parts[13]; const unsigned short *classes; const int *lower, *upper; const char *names[13]; } c_locale;
extern const unsigned short **__ctype_b_loc(void);
extern const int **__ctype_tolower_loc(void), **__ctype_toupper_loc(void);
void *__newlocale(int mask, const char *name, void *base) {
  c_locale.classes = *__ctype_b_loc();
  c_locale.lower = *__ctype_tolower_loc();
  c_locale.upper = *__ctype_toupper_loc();
  return &c_locale;
}
void *__duplocale(void *locale) { return locale; }
void __freelocale(void *locale) {}

/* By other names in musl. */
extern unsigned long strtoul(const char *, char **, int), strftime_l(char *, unsigned long, const char *, const void *, void *);
extern long fseeko(void *, long, int), ftello(void *);
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
unsigned long __strftime_l(char *to, unsigned long size, const char *format, const void *time, void *locale) { return strftime_l(to, size, format, time, locale); }
int fseeko64(void *file, long at, int whence) { return fseeko(file, at, whence); }
long ftello64(void *file) { return ftello(file); }

char __libc_single_threaded;
/* libgcc_s has these of a version that only glibc finds. */
unsigned int __cpu_model[4];
int __cpu_indicator_init(void) { return 0; }
/* Node does not call them. */
int __cxa_thread_atexit_impl(void) { abort(); }
int arc4random(void) { abort(); }
int strfromf128(void) { abort(); }
int strtof128(void) { abort(); }

/* By which libgcc_s finds the tables to unwind by. */
struct search { uintptr_t address; struct dl_find_object *found; };
static int look(struct dl_phdr_info *info, size_t size, void *data) {
  struct search *search = data;
  const ElfW(Phdr) *frames = 0;
  int inside = 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    uintptr_t start = info->dlpi_addr + part->p_vaddr;
    if (part->p_type == PT_GNU_EH_FRAME) frames = part;
    if (part->p_type != PT_LOAD || search->address < start || search->address >= start + part->p_memsz) continue;
    inside = 1;
    search->found->dlfo_map_start = (void *)start;
    search->found->dlfo_map_end = (void *)(start + part->p_memsz);
  }
  if (!inside || !frames) return 0;
  search->found->dlfo_eh_frame = (void *)(info->dlpi_addr + frames->p_vaddr);
  return 1;
}
int _dl_find_object(void *address, struct dl_find_object *found) {
  struct search search = { (uintptr_t)address, found };
  return dl_iterate_phdr(look, &search) == 1 ? 0 : -1;
}
