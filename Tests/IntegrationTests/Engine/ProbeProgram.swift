import Foundation
import Glibc

/// A small static executable that does what a test's container has to do; compiled once per run of the suite.
enum ProbeProgram {
  /// The executable's bytes.
  static let executable: Result<[UInt8], any Error> = Result { try compile() }

  private static let source = #"""
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <unistd.h>

    static void stop(int signal) { (void)signal; _exit(43); }

    // exit N | echo OUT ERR | lines N | sleep | cat FILE | write FILE TEXT
    int main(int count, char **words) {
      setvbuf(stdout, NULL, _IOFBF, 1 << 16);
      const char *verb = count > 1 ? words[1] : "";
      if (!strcmp(verb, "exit")) return atoi(words[2]);
      if (!strcmp(verb, "echo")) { printf("%s", words[2]); fprintf(stderr, "%s", words[3]); return 0; }
      if (!strcmp(verb, "lines")) { for (long i = 0; i < atol(words[2]); i++) printf("line %ld\n", i); return 0; }
      if (!strcmp(verb, "sleep")) { signal(SIGTERM, stop); puts("ready"); fflush(stdout); for (;;) pause(); }
      if (!strcmp(verb, "cat")) {
        FILE *file = fopen(words[2], "r");
        if (!file) { perror(words[2]); return 1; }
        for (int c; (c = fgetc(file)) != EOF;) putchar(c);
        return 0;
      }
      if (!strcmp(verb, "write")) {
        FILE *file = fopen(words[2], "w");
        if (!file) { perror(words[2]); return 1; }
        fputs(words[3], file);
        return fclose(file);
      }
      return 2;
    }
    """#

  private struct CompilationFailed: Error {
    var status: Int32
  }

  private static func compile() throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("probe-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("probe.c")
    try source.write(to: file, atomically: true, encoding: .utf8)
    let executable = folder.appendingPathComponent("probe")
    try run(["gcc", "-static", "-Os", "-s", "-o", executable.path, file.path])
    return Array(try Data(contentsOf: executable))
  }

  // Foundation's Process waits with a run loop, which hangs on a thread of Swift's pool now and then.
  private static func run(_ command: [String]) throws {
    var arguments = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    var status: Int32 = 0
    guard posix_spawnp(&child, command[0], nil, nil, &arguments, environ) == 0, waitpid(child, &status, 0) == child,
      status == 0
    else { throw CompilationFailed(status: status) }
  }
}
