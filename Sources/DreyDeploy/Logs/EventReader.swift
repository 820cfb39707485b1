import DreyModel
import FoundationEssentials

/// Reads a member's standard error: one ``DreyModel/EventLine`` per line; anything else becomes a log event, at the time
/// of the line before.
struct EventReader {
  private var lines = LineAssembler()
  private let decoder = JSONDecoder()
  private var last = 0

  mutating func add(_ bytes: [UInt8]) -> [EventLine] { events(in: lines.add(bytes)) }

  mutating func finish() -> [EventLine] { events(in: lines.finish()) }

  private mutating func events(in text: [UInt8]) -> [EventLine] {
    text.split(separator: UInt8(ascii: "\n")).map { line in
      if let event = try? decoder.decode(EventLine.self, from: Data(line)) {
        last = event.at
        return event
      }
      let message = String(decoding: line, as: UTF8.self)
      return EventLine(at: last, event: .log(level: .info, source: "process", message: message))
    }
  }
}
