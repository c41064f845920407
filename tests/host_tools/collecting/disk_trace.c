/* Records what a program writes to its database, when it syncs and what it sends, in the order in which it happens; and
   lets syncs fail, or the program die at one. For LD_PRELOAD; read by recorded_disk.py.

   DISK_TRACE      file that the record goes to
   DISK_NAME       part of the name of files that are looked at
   DISK_FAIL       "errno first last": the syncs of these numbers fail with this errno
   DISK_DIE        "number before|after": the program is killed at this sync
   DISK_DELAY_US   every sync takes this much longer

   Syncs are counted from 1, from the first answer on.
   Record: type, u32 descriptor, u64 offset, u32 length of the name, u32 length of the data, name, data.
   Types: W written, T cut to offset, S synced, U name removed, A sent (noted before it is sent). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int record = -2, syncs, answering;

static void note(char type, int fd, uint64_t offset, const char *name, const void *data, size_t size) {
    if (record == -2) {
        const char *path = getenv("DISK_TRACE");
        record = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    }
    if (record < 0) return;
    uint32_t lengths[2] = {(uint32_t)strlen(name), (uint32_t)size};
    size_t head = 1 + 4 + 8 + 8, all = head + lengths[0] + size;
    char *bytes = malloc(all);
    bytes[0] = type;
    memcpy(bytes + 1, &fd, 4);
    memcpy(bytes + 5, &offset, 8);
    memcpy(bytes + 13, lengths, 8);
    memcpy(bytes + head, name, lengths[0]);
    memcpy(bytes + head + lengths[0], data, size);
    syscall(SYS_write, record, bytes, all);
    free(bytes);
}

static int is_database(int fd, char *name, size_t room) {
    const char *part = getenv("DISK_NAME");
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, name, room - 1);
    if (!part || size < 0) return 0;
    name[size] = 0;
    return strstr(name, part) != NULL;
}

static ssize_t written(int fd, const void *data, size_t size, off_t offset, ssize_t done) {
    char name[4096];
    if (done > 0 && is_database(fd, name, sizeof name)) note('W', fd, (uint64_t)offset, name, data, (size_t)done);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
    pthread_mutex_lock(&turn);
    ssize_t done = written(fd, data, size, offset, syscall(SYS_pwrite64, fd, data, size, offset));
    pthread_mutex_unlock(&turn);
    return done;
}
ssize_t pwrite64(int fd, const void *data, size_t size, off_t offset) { return pwrite(fd, data, size, offset); }

ssize_t write(int fd, const void *data, size_t size) {
    pthread_mutex_lock(&turn);
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t done = syscall(SYS_write, fd, data, size);
    if (at >= 0) written(fd, data, size, at, done);
    pthread_mutex_unlock(&turn);
    return done;
}

int ftruncate(int fd, off_t size) {
    char name[4096];
    pthread_mutex_lock(&turn);
    int failed = (int)syscall(SYS_ftruncate, fd, size);
    if (!failed && is_database(fd, name, sizeof name)) note('T', fd, (uint64_t)size, name, "", 0);
    pthread_mutex_unlock(&turn);
    return failed;
}
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

static int synced(int fd, long call) {
    char name[4096], when[8] = "";
    int error = 0, first = 0, last = 0, at = 0, failed;
    const char *fail = getenv("DISK_FAIL"), *die = getenv("DISK_DIE"), *delay = getenv("DISK_DELAY_US");
    if (delay) usleep((useconds_t)atoi(delay));
    if (!is_database(fd, name, sizeof name)) return (int)syscall(call, fd);
    pthread_mutex_lock(&turn);
    if (answering) syncs++;
    if (fail) sscanf(fail, "%d %d %d", &error, &first, &last);
    if (die) sscanf(die, "%d %7s", &at, when);
    if (syncs == at && !strcmp(when, "before")) kill(getpid(), SIGKILL);
    if (first && first <= syncs && syncs <= last) {
        errno = error;
        failed = -1;
    } else {
        failed = (int)syscall(call, fd);
        if (!failed) note('S', fd, 0, name, "", 0);
    }
    if (syncs == at && !strcmp(when, "after")) kill(getpid(), SIGKILL);
    pthread_mutex_unlock(&turn);
    return failed;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int unlink(const char *name) {
    const char *part = getenv("DISK_NAME");
    pthread_mutex_lock(&turn);
    int failed = (int)syscall(SYS_unlink, name);
    if (!failed && part && strstr(name, part)) note('U', 0, 0, name, "", 0);
    pthread_mutex_unlock(&turn);
    return failed;
}

ssize_t send(int fd, const void *data, size_t size, int flags) {
    pthread_mutex_lock(&turn);
    note('A', fd, 0, "", data, size);
    if (size > 1) answering = 1;  // one byte is the event loop waking itself
    pthread_mutex_unlock(&turn);
    return syscall(SYS_sendto, fd, data, size, flags, NULL, 0);
}
