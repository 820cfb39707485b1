// Calls of the kernel's about files that Swift's module of glibc leaves out.
#ifndef DREY_CFILES_H
#define DREY_CFILES_H

#include <asm/unistd.h>
#include <sys/vfs.h>
#include <sys/xattr.h>

// The number by which statfs(2) knows the kind of file system that a path is on; 0 if that cannot be told. In C the structure and
// the function have one name, which Swift does not take for two.
static inline unsigned long cfiles_kind(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (unsigned long)status.f_type & 0xFFFFFFFFul : 0;
}

// As unistd.h declares it, whose other declarations Swift's module of glibc has already.
extern long syscall(long number, ...);

// Gives a file another name that no file has: renameat2(2) with RENAME_NOREPLACE, relative to the working folder. 0, or -1 with errno.
static inline int cfiles_rename_exclusively(const char *source, const char *target) {
  const int working_folder = -100, no_replace = 1;
  return (int)syscall(__NR_renameat2, working_folder, source, working_folder, target, no_replace);
}

#endif
