// Calls of the kernel's about files that Swift's module of glibc leaves out.
#ifndef DREY_CFILES_H
#define DREY_CFILES_H

#include <sys/vfs.h>
#include <sys/xattr.h>

// The number by which statfs(2) knows the kind of file system that a path is on; 0 if that cannot be told. In C the structure and
// the function have one name, which Swift does not take for two.
static inline unsigned long cfiles_kind(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (unsigned long)status.f_type & 0xFFFFFFFFul : 0;
}

#endif
