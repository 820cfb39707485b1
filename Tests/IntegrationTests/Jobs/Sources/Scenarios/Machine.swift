import DataStream
import Glibc

/// A job that shows what a program may expect of any machine that it runs on, and its own resources.
enum Machine {
  /// Every record is one thing; `--resource` is a path below the folder that the executable is in.
  static func run(_ env: StreamExecutionEnvironment) async throws {
    let resource = try env.arguments.require("resource")
    env.fromCollection(["time", "user", "certificates", "resource"]).map { thing in
      switch thing {
      case "time": "time \(localTime(of: 1_720_000_000))"
      case "user": "user \(getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "nobody")"
      case "certificates": "certificates \(firstLine(of: "/etc/ssl/certs/ca-certificates.crt") ?? "none")"
      default: "resource \(firstLine(of: "\(ownFolder())/\(resource)") ?? "none")"
      }
    }.print()
    try await env.execute("Machine")
  }

  private static func localTime(of seconds: time_t) -> String {
    var (seconds, parts) = (seconds, tm())
    localtime_r(&seconds, &parts)
    return "\(parts.tm_hour):\(parts.tm_min)"
  }

  private static func ownFolder() -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, 4096)
    return buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }.split(separator: UInt8(ascii: "/")).dropLast()
      .map { "/" + String(decoding: $0, as: UTF8.self) }.joined()
  }

  private static func firstLine(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, 256, file) != nil else { return nil }
    return String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
