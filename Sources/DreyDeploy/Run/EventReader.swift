import DreyModel
import FoundationEssentials

/// Reads a member's standard error: one ``DreyModel/EventLine`` per line; anything else becomes a log event.
struct EventReader {
  private var lines = LineAssembler()
  private let decoder = JSONDecoder()

  mutating func add(_ bytes: [UInt8]) -> [ClusterEvent] { events(in: lines.add(bytes)) }

  mutating func finish() -> [ClusterEvent] { events(in: lines.finish()) }

  private func events(in text: [UInt8]) -> [ClusterEvent] {
    text.split(separator: UInt8(ascii: "\n")).map { line in
      if let event = try? decoder.decode(EventLine.self, from: Data(line)) { return event.event }
      return .log(level: "info", source: "process", message: String(decoding: line, as: UTF8.self))
    }
  }
}
