import DreyModel
import Glibc

/// A JobManager that runs, as the one after it finds it if there was no clean end. It is removed at a clean end.
struct JobManagerRun: Sendable, Codable, Equatable {
  /// In milliseconds since 1970.
  var startedAt: Int
  /// When it last noted its memory, in milliseconds since 1970.
  var notedAt: Int
  /// The memory that it used then, in bytes.
  var memory: Int
  /// The memory that it may use, in bytes; nil: there is no limit.
  var memoryLimit: Int?

  /// What is said of a JobManager that had no clean end. The signal that ended it leaves no trace in its own container, so
  /// the cause is a guess from its memory.
  func uncleanEnd(now: Int) -> String {
    let began =
      "the JobManager that began \((now - startedAt) / 1000) s before this one was killed or crashed without a clean end"
    let used = "when it last noted it, it used \(memory >> 20) MiB of memory"
    guard let memoryLimit else { return "\(began); \(used)" }
    let share = "\(used) of \(memoryLimit >> 20) MiB"
    guard isNearLimit else { return "\(began); \(share)" }
    return "\(began); \(share), so that it may have been killed for want of memory: give the JobManager more"
  }

  /// Whether the memory was nearly all that it may use.
  private var isNearLimit: Bool { memoryLimit.map { memory >= $0 / 8 * 7 } ?? false }

  /// Whether the memory has changed by so much since it was noted that it is to be noted again.
  func differs(from memory: Int) -> Bool {
    abs(memory - self.memory) >= (memoryLimit.map { $0 / 16 } ?? 64 << 20)
  }
}

/// The memory of this process.
enum OwnMemory {
  /// Bytes that are in memory; 0 if the system does not say.
  static var used: Int {
    let pages = text("/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Bytes that the process and others in its container may use; nil: there is no limit.
  static var limit: Int? {
    let files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    let limits = files.compactMap { Int(text($0)) }
    // Without a limit the older file has the largest number of pages.
    return limits.first { $0 < 1 << 50 }
  }

  private static func text(_ path: String) -> String {
    guard let bytes = try? WholeFile.read(path, from: 0, count: 256) else { return "" }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
