import ChildProcess
import DreyModel
import FoundationEssentials

/// An unpacked Flink on this machine, whose own Java code tests ask.
struct FlinkFolder {
  private static let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()

  let path: String

  /// The folder that `DREY_FLINK_HOME` names, else `.build/flink/2.3.0`.
  static func find() throws -> FlinkFolder {
    let path = ProcessInfo.processInfo.environment["DREY_FLINK_HOME"] ?? root + "/.build/flink/2.3.0"
    guard FileManager.default.fileExists(atPath: path + "/bin/bash-java-utils.jar") else {
      throw Failure(
        .infrastructure, "\(path) is no unpacked Flink: it has no bin/bash-java-utils.jar",
        advice: "Run 'scripts/setup flink', or name the folder of a Flink 2.3 in DREY_FLINK_HOME.")
    }
    return FlinkFolder(path: path)
  }

  /// What Flink's start script utility says of each configuration, as lines of JSON.
  func answers(to configurations: [String]) async throws -> [String] {
    let questions = FileManager.default.temporaryDirectory.path() + "/flink-memory-\(UUID().uuidString)"
    try Data((configurations.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: questions))
    defer { try? FileManager.default.removeItem(atPath: questions) }
    let program = Self.root + "/Tests/IntegrationTests/Flink/FlinkMemoryAnswers.java"
    let java = try await ChildProcess.capture(
      .init(executable: "java", arguments: ["-cp", try classPath(), program, questions]), lines: configurations.count)
    guard java.termination == .exited(0) else {
      throw Failure(.infrastructure, "java ended with \(java.termination)", details: java.standardError.suffix(10))
    }
    return java.standardOutput
  }

  private func classPath() throws -> String {
    let library = path + "/lib"
    let jars = try FileManager.default.contentsOfDirectory(atPath: library).filter { $0.hasPrefix("flink-dist") }
    return ([path + "/bin/bash-java-utils.jar"] + jars.map { "\(library)/\($0)" }).joined(separator: ":")
  }
}
