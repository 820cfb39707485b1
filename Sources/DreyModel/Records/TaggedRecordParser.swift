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
    var rest = bytes[...]
    while let end = rest.firstIndex(of: TaggedRecords.newLine) {
      if pending.isEmpty {
        events.append(event(rest[..<end]))
      } else {
        pending += rest[..<end]
        events.append(event(pending[...]))
        pending.removeAll(keepingCapacity: true)
      }
      rest = rest[(end + 1)...]
    }
    pending += rest
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

  private mutating func event(_ line: ArraySlice<UInt8>) -> Event {
    guard let id = id(line.prefix(TaggedRecords.idLength)) else { return .foreign(Array(line)) }
    let rest = line.dropFirst(TaggedRecords.idLength)
    switch rest.first {
    case nil: return .end(id)
    case TaggedRecords.wholeMark?: return .record(id, Array(rest.dropFirst()), isComplete: true)
    case TaggedRecords.pieceMark?: return .record(id, Array(rest.dropFirst()), isComplete: false)
    default: return .foreign(Array(line))
    }
  }

  private mutating func id(_ bytes: ArraySlice<UInt8>) -> JobID? {
    if let last, bytes.elementsEqual(last.bytes) { return last.id }
    guard bytes.count == TaggedRecords.idLength, let id = JobID(hex: String(decoding: bytes, as: UTF8.self)) else {
      return nil
    }
    last = (Array(bytes), id)
    return id
  }
}
