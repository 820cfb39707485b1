/// The part of Flink's version that decides what fits together.
struct FlinkRelease: Equatable, CustomStringConvertible {
  var major: Int
  var minor: Int

  /// `2.3.0`, `1.20-SNAPSHOT`.
  init?(_ version: String) {
    let numbers = version.split(separator: "-").first?.split(separator: ".").prefix(2).compactMap { Int($0) } ?? []
    guard numbers.count == 2, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
    (major, minor) = (numbers[0], numbers[1])
  }

  /// Which Flink an artifact is made for. Connectors that are released apart have it after a dash: `4.0.1-2.0`.
  init?(artifactVersion version: String) {
    let parts = version.split(separator: "-", maxSplits: 1)
    if parts.count == 2, let second = FlinkRelease(String(parts[1])) {
      self = second
    } else if let first = FlinkRelease(version) {
      self = first
    } else {
      return nil
    }
  }

  var description: String { "\(major).\(minor)" }
}
