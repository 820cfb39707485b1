import DreyModel
import FoundationEssentials

/// Settings that a Flink image brings along, as the entrypoint of Flink's official image would take them.
///
/// `FLINK_PROPERTIES` is honoured, except for keys that belong to the cluster. An own `config.yaml` is not read; its keys
/// are named, so that whoever made the image can give them with `-D`.
struct ImageSettings: Sendable, Equatable {
  /// Options of Flink from `FLINK_PROPERTIES`. Options of the spec win over them.
  private(set) var options: [String: String] = [:]
  /// The settings that are left out, one line each.
  private(set) var warnings: [String] = []

  static let variable = "FLINK_PROPERTIES"

  /// The options that drey decides for every cluster, and those that Flink's own `config.yaml` holds.
  private static let owned = [
    "jobmanager.rpc.", "jobmanager.bind-host", "jobmanager.memory.", "taskmanager.memory.", "taskmanager.host",
    "taskmanager.bind-host", "taskmanager.numberOfTaskSlots", "taskmanager.rpc.port", "parallelism.default", "rest.",
    "blob.server.port", "io.tmp.dirs",
  ]
  /// Also in Flink's own `config.yaml`, with Flink's defaults.
  private static let stock: Set<String> = ["env.java.opts.all", "jobmanager.execution.failover-strategy"]

  /// - Parameter configuration: the content of the image's `config.yaml`; nil if it has none.
  init(_ environment: [String: String], configuration: String?) {
    var ignored: [String] = []
    for (key, value) in Self.entries(environment[Self.variable] ?? "") where !value.isEmpty {
      if Self.isOwned(key) { ignored.append(key) } else { options[key] = value }
    }
    if !ignored.isEmpty {
      warnings.append(
        "\(Self.variable) of the image says \(ignored.sorted().joined(separator: ", ")), which belongs to the cluster and "
          + "is left out")
    }
    let own = Set(Self.entries(configuration ?? "").map(\.key)).filter { !Self.isOwned($0) && !Self.stock.contains($0) }
    if !own.isEmpty {
      warnings.append(
        "the image's own config.yaml is not read; give what it says with -D: \(own.sorted().joined(separator: ", "))")
    }
  }

  static func isOwned(_ key: String) -> Bool { owned.contains { key == $0 || $0.hasSuffix(".") && key.hasPrefix($0) } }

  /// Returns the keys and plain values of a YAML mapping, nested or flat, by the indentation of its lines.
  private static func entries(_ text: String) -> [(key: String, value: String)] {
    var path: [(indentation: Int, name: Substring)] = []
    var entries: [(String, String)] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let content = line.drop { $0 == " " }
      guard !content.hasPrefix("#"), !content.hasPrefix("-"), let colon = content.firstIndex(of: ":") else { continue }
      let indentation = line.count - content.count
      path.removeAll { $0.indentation >= indentation }
      path.append((indentation, content[..<colon]))
      let value = content[content.index(after: colon)...].split(separator: " #", maxSplits: 1).first ?? ""
      let trimmed = value.drop { $0 == " " }.reversed().drop { $0.isWhitespace }.reversed()
      if !trimmed.isEmpty { entries.append((path.map { String($0.name) }.joined(separator: "."), unquoted(trimmed))) }
    }
    return entries
  }

  private static func unquoted(_ text: some Collection<Character>) -> String {
    guard text.count >= 2, let quote = text.first, "\"'".contains(quote), Array(text).last == quote else {
      return String(text)
    }
    return String(text.dropFirst().dropLast())
  }
}
