import DockerEngine
import DreyModel

/// An image whose containers can be members of a cluster of Apache Flink.
struct FlinkMemberImage: Sendable, Equatable {
  var reference: String
  var flinkVersion: String
  /// nil where the image does not say.
  var javaRelease: Int?
}

/// What an image says of the Apache Flink in it.
struct FlinkFacts: Sendable, Equatable {
  var version: String?
  var javaRelease: Int?

  init(_ image: ImageDetails) {
    self.init(labels: image.labels, environment: image.environment)
  }

  /// Drey's images say it in labels; the official ones in the address they took Flink from, and in what Java's image says.
  init(labels: [String: String], environment: [String]) {
    let variables = Dictionary(
      environment.compactMap { entry -> (String, String)? in
        let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
      }, uniquingKeysWith: { $1 })
    version =
      labels[Label.flinkVersion] ?? variables["FLINK_VERSION"]
      ?? variables["FLINK_TGZ_URL"].flatMap { Self.version(inAddress: $0) }
    javaRelease =
      labels[Label.javaRelease].flatMap { Int($0) } ?? variables["JAVA_VERSION"].flatMap { Self.release($0) }
  }

  /// From an address such as `https://…/flink-1.20.0/flink-1.20.0-bin-scala_2.12.tgz`.
  private static func version(inAddress address: String) -> String? {
    guard let name = address.split(separator: "/").last, name.hasPrefix("flink-") else { return nil }
    return name.dropFirst("flink-".count).split(separator: "-").first.map(String.init)
  }

  /// From what Java's images say: `jdk-17.0.12+7`, `17.0.2`, `8u302`.
  private static func release(_ text: String) -> Int? {
    let digits = text.drop { !$0.isNumber }
    return Int(digits.prefix { $0.isNumber })
  }
}
