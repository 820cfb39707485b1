public import DreyModel
import FoundationEssentials
import Glibc

/// The folders that images are built from: one per image, each with a `Dockerfile` and what it copies, and one for what
/// several of them hold.
public struct RuntimeFiles: Sendable, Equatable {
  /// Holds `jobmanager`, `taskmanager` and `application`, and for Apache Flink `flink`, `flink-member` and
  /// `flink-application`.
  public var folder: String

  public init(folder: String) { self.folder = folder }

  /// The images of drey's own services, which are also their folders' names.
  static let services = ["jobmanager", "taskmanager"]

  /// The variable that names the folder, for a drey that is not installed beside its runtime.
  public static let variable = "DREY_RUNTIME"

  /// Finds them: where ``variable`` says, or at `../libexec/drey/images` from the running executable.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` that says where it looked.
  public static func locate(environment: [String: String]) throws(Failure) -> RuntimeFiles {
    let folder = environment[variable] ?? besideExecutable()
    let complete = (services + ["application"]).allSatisfy {
      access("\(folder)/\($0)/Dockerfile", R_OK) == 0
    }
    guard complete else {
      throw Failure(
        .usage,
        "drey's runtime is not installed: \(folder) does not hold the folders jobmanager, taskmanager and application",
        advice: "Run `make build` in drey's repository, or set \(variable) to the folder that holds them.")
    }
    return RuntimeFiles(folder: folder)
  }

  /// The Dockerfile of an image that not every installation has.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func dockerfile(of image: String) throws(Failure) -> String { try file("Dockerfile", in: image) }

  /// A tar with users, time zones and certificates of authorities, for images that have nothing else.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  func rootArchive() throws(Failure) -> String { try file("root.tar", in: "root") }

  private func file(_ name: String, in part: String) throws(Failure) -> String {
    let path = "\(folder)/\(part)/\(name)"
    guard access(path, R_OK) == 0 else {
      throw Failure(
        .usage, "drey's runtime is not complete: \(path) is not there",
        advice: "Run `make build` in drey's repository, or set \(Self.variable) to a folder that holds \(part).")
    }
    return path
  }

  private static func besideExecutable() -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
    let executable =
      count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : "."
    let bin = executable.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return bin + "/../libexec/drey/images"
  }
}
