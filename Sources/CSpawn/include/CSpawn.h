// The parts of spawn.h that glibc declares only under _GNU_SOURCE, which Swift's module of glibc does not define.
#ifndef DREY_CSPAWN_H
#define DREY_CSPAWN_H

#include <spawn.h>

// Flag: the child leads a session of its own.
extern const short cspawn_setsid;

// The child enters this folder before it runs its program. Returns an errno value.
int cspawn_addchdir(posix_spawn_file_actions_t *actions, const char *path);

// The child closes every descriptor from this one on. Returns an errno value.
int cspawn_addclosefrom(posix_spawn_file_actions_t *actions, int from);

#endif
