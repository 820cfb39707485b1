import DockerEngine
import DreyModel
import FoundationEssentials
import Glibc

/// Looks at the processes of a session from the machine that they run on.
struct SoakSampler: Sendable {
  /// What a process holds.
  struct Sample: Sendable {
    var residentMebibytes = 0.0
    var descriptors = 0.0
    var threads = 0.0
    /// Files below the scratch folder, and what is shared by the members.
    var files = 0.0
  }

  let engine: DockerEngine
  let session: TestSession

  /// - Returns: nil where the member does not run, or its processes cannot be seen from here.
  func sample(_ member: String, folders: [String]) async -> Sample? {
    guard let details = try? await engine.containers.inspect(session.container(member)), details.state.pid > 0,
      let process = Self.service(below: details.state.pid), let status = Self.text("/proc/\(process)/status")
    else { return nil }
    func number(_ key: String) -> Double? {
      status.split(separator: "\n").first { $0.hasPrefix("\(key):") }
        .flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }.flatMap { Double($0) }
    }
    guard let kilobytes = number("VmRSS"), let threads = number("Threads"),
      let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
    else { return nil }
    let files = folders.reduce(0) { $0 + Self.files(below: "/proc/\(process)/root\($1)") }
    return Sample(
      residentMebibytes: kilobytes / 1024, descriptors: Double(descriptors.count), threads: threads,
      files: Double(files))
  }

  /// A container's first process only starts and awaits the service.
  private static func service(below process: Int) -> Int? {
    guard let children = text("/proc/\(process)/task/\(process)/children") else { return nil }
    return children.split(separator: " ").compactMap { Int($0) }.first ?? process
  }

  private static func text(_ path: String) -> String? {
    // Such files have no size.
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  private static func files(below folder: String) -> Int {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return 0 }
    return names.reduce(0) { count, name in
      var isFolder = false
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return count }
      return count + (isFolder ? files(below: path) : 1)
    }
  }
}
