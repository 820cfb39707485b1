import DreyModel

/// What is known of versions of Apache Flink.
public enum FlinkVersion {
  /// The one that is meant where nobody says.
  public static let standard = "2.3.0"

  /// Refuses what is no version, before it becomes a part of a reference or a requirement.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage`.
  static func check(_ text: String) throws(Failure) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isVersion = (2...3).contains(parts.count) && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
    guard isVersion else {
      throw Failure(
        .usage, "'\(text)' is not a version of Apache Flink",
        advice: "Give one such as \(standard), with digits and dots.")
    }
  }

  /// The version in a name such as `flink-dist-2.3.0.jar` or `flink-dist_2.11-1.13.6.jar`.
  static func ofDistribution(_ name: String) -> String? {
    guard name.hasPrefix("flink-dist"), name.hasSuffix(".jar") else { return nil }
    let stem = name.dropFirst("flink-dist".count).dropLast(".jar".count)
    guard let dash = stem.firstIndex(of: "-") else { return nil }
    let version = stem[stem.index(after: dash)...]
    return version.isEmpty ? nil : String(version)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
