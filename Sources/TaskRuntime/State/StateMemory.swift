import DreyModel
import Glibc
public import StreamRecords

/// How much memory the state of this process's subtasks may take.
///
/// Tables ask before they grow (``StreamRecords/MemoryPool``). What values hold beside their own bytes, such as long
/// strings, nobody counts; for these the process as a whole is looked at now and then.
public enum StateMemory {
  /// A variable with the bytes that state may take; without it: 70 % of what the process may have.
  public static let variable = RoleEnvironment.stateMemory

  /// What the state of all subtasks of this process is taken of.
  public static let pool = MemoryPool(limit: limit)

  /// What the container may have, or else the machine has, in bytes.
  static let available = containerLimit(files: ["/sys/fs/cgroup/memory.max", oldLimit]) ?? machineMemory

  private static let oldLimit = "/sys/fs/cgroup/memory/memory.limit_in_bytes"

  private static var limit: Int {
    if let text = getenv(variable).map({ String(cString: $0) }), let bytes = Int(text), bytes > 0 { return bytes }
    return available / 10 * 7
  }

  /// Whether the process takes more than nine tenths of what it may have, so that its end is near.
  static var isNearlyUsedUp: Bool { residentBytes > available / 10 * 9 }

  /// - Parameter files: what control groups call the limit, in their second version and in their first.
  static func containerLimit(files: [String]) -> Int? {
    let limits = files.compactMap { number(in: $0, at: 0) }.filter { $0 > 0 && $0 < machineMemory }
    return limits.min()
  }

  private static var machineMemory: Int { sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) }

  /// The second number is the pages of the process that are in memory.
  private static var residentBytes: Int {
    (number(in: "/proc/self/statm", at: 1) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  private static func number(in path: String, at place: Int) -> Int? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = read(file, &bytes, bytes.count)
    let fields = bytes.prefix(max(0, count)).split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    return fields.count > place ? Int(String(decoding: fields[place], as: UTF8.self)) : nil
  }
}
