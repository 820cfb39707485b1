/// Takes ``TaggedRecords`` apart again, wherever the chunks of the stream were cut.
public struct TaggedRecordParser: Sendable {
  /// What a line of the stream is.
  public enum Event: Sendable, Equatable {
    /// A line that a worker of this job printed, without its end; where it is not complete, the job's next one goes on
    /// with it.
    case record(JobID, [UInt8], isComplete: Bool)
    /// All records of this job on this TaskManager were there.
    case end(JobID)
    /// Something else than the format, without its line end, such as what the container's runtime has to say.
    case foreign([UInt8])
  }

  /// Beyond it a line is not of the format and is passed on in pieces, so that memory is bounded.
  private static let longestLine = TaggedRecords.idLength + 1 + TaggedRecords.longestPiece

  private var pending: [UInt8] = []
  /// The id of the last line, since the next one most likely has the same.
  private var last: (bytes: [UInt8], id: JobID)?

  public init() {}

  /// The lines that these bytes complete.
  public mutating func append(_ bytes: [UInt8]) -> [Event] {
    var events: [Event] = []
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while let end = bytes.firstNewLine(from: start) {
        events.append(line(UnsafeBufferPointer(rebasing: bytes[start..<end])))
        start = end + 1
      }
      pending += bytes[start...]
    }
    if pending.count > Self.longestLine {
      events.append(.foreign(pending))
      pending = []
    }
    return events
  }

  /// What came after the last line end, of which nobody knows whose it is, if there was anything: the stream was cut off.
  public mutating func finish() -> [UInt8]? {
    defer { pending = [] }
    return pending.isEmpty ? nil : pending
  }

  private mutating func line(_ bytes: UnsafeBufferPointer<UInt8>) -> Event {
    guard !pending.isEmpty else { return event(bytes) }
    let whole = pending + bytes
    pending.removeAll(keepingCapacity: true)
    return whole.withUnsafeBufferPointer { event($0) }
  }

  private mutating func event(_ line: UnsafeBufferPointer<UInt8>) -> Event {
    guard line.count >= TaggedRecords.idLength, let id = id(of: line) else { return .foreign(Array(line)) }
    guard line.count > TaggedRecords.idLength else { return .end(id) }
    let bytes = Array(UnsafeBufferPointer(rebasing: line[(TaggedRecords.idLength + 1)...]))
    return switch line[TaggedRecords.idLength] {
    case TaggedRecords.wholeMark: .record(id, bytes, isComplete: true)
    case TaggedRecords.pieceMark: .record(id, bytes, isComplete: false)
    default: .foreign(Array(line))
    }
  }

  private mutating func id(of line: UnsafeBufferPointer<UInt8>) -> JobID? {
    if let last, last.bytes.indices.allSatisfy({ last.bytes[$0] == line[$0] }) { return last.id }
    let bytes = Array(line.prefix(TaggedRecords.idLength))
    guard let id = JobID(hex: String(decoding: bytes, as: UTF8.self)) else { return nil }
    last = (bytes, id)
    return id
  }
}
