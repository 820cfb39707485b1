/// References of images that stay the same when the images change, for files that outlive a build.
///
/// `drey image build` sets them; runs use the references that change with the content.
enum StableName {
  static let jobManager = "drey/jobmanager:latest"
  static let taskManager = "drey/taskmanager:latest"

  static func flinkMember(_ engine: ClusterEngine) -> String {
    "drey/flink-member:\(engine.version ?? FlinkVersion.standard)"
  }

  /// - Parameter executable: the application's path.
  static func application(_ executable: String) -> String {
    let name = executable.split(separator: "/").last.map(String.init) ?? "application"
    // What a tag may hold.
    let usable = name.utf8.map { byte -> UInt8 in
      let isAllowed = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      return isAllowed || "_.-".utf8.contains(byte) ? byte : UInt8(ascii: "-")
    }
    let tag = usable.prefix(120).drop { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    return "drey/application:" + (tag.isEmpty ? "application" : String(decoding: tag, as: UTF8.self))
  }
}
