import ChildProcess
import DifferentialJobs
import FoundationEssentials

/// Apache Flink in one JVM that runs all jobs it is given, and ends.
struct FlinkRuntime {
  private struct Result: Decodable {
    var id: String
    var lines: [String]?
    var error: String?
  }
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  private static let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
  private let libraries = root + "/.build/flink/2.3.0/lib"
  private let classes = root + "/.build/flink/differential"

  func run(_ jobs: [JobDescription], in folder: String) async throws -> [String: JobOutcome] {
    try check()
    let (input, output) = (folder + "/jobs", folder + "/results")
    try JobFile.write(jobs, to: input)
    let java = try await ChildProcess.capture(
      ChildProcess.Configuration(
        executable: "java",
        arguments: [
          "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "\(classes):\(libraries)/*",
          "dev.drey.differential.Main", input, output,
        ], workingDirectory: folder))
    guard java.termination == .exited(0) else {
      throw Missing(description: "Flink's JVM: \(java.termination) \(java.standardError.suffix(20))")
    }
    let results = try JobFile.read(output, as: Result.self)
    return Dictionary(
      uniqueKeysWithValues: results.map { ($0.id, $0.lines.map(JobOutcome.init) ?? .failure($0.error ?? "")) })
  }

  private func check() throws {
    guard FileManager.default.fileExists(atPath: classes + "/dev"), FileManager.default.fileExists(atPath: libraries)
    else {
      throw Missing(description: "\(classes) or \(libraries) is missing: run scripts/setup flink")
    }
  }
}
