import DreyModel
import Glibc
import Synchronization
import Testing

/// A pipe that a TaskManager's records go to, read only when somebody asks.
final class RecordReader: Sendable {
  struct Records {
    var lines: [JobID: [[UInt8]]] = [:]
    /// Jobs whose records have ended.
    var ends: [JobID] = []
    var foreign: [[UInt8]] = []
    /// Records that came after their job's end.
    var afterEnd = 0
    fileprivate var parser = TaggedRecordParser()
    fileprivate var isOpen: Set<JobID> = []
  }

  /// To be a standard output.
  let writing: Int32
  private let reading: Int32
  private let records = Mutex(Records())

  init() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Whether whoever writes has to wait.
  var isFull: Bool {
    var room = pollfd(fd: writing, events: Int16(POLLOUT), revents: 0)
    return poll(&room, 1, 0) == 0
  }

  /// All records so far, after reading what there is now.
  func take() -> Records {
    records.withLock { records in
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = read(reading, &buffer, buffer.count)
        guard count > 0 else { return records }
        for event in records.parser.append(Array(buffer[..<count])) { Self.note(event, &records) }
      }
    }
  }

  private static func note(_ event: TaggedRecordParser.Event, _ records: inout Records) {
    switch event {
    case .record(let id, let bytes, let isComplete):
      if records.ends.contains(id) { records.afterEnd += 1 }
      var lines = records.lines[id] ?? []
      records.lines[id] = nil
      if records.isOpen.contains(id), !lines.isEmpty { lines[lines.count - 1] += bytes } else { lines.append(bytes) }
      records.lines[id] = lines
      if isComplete { records.isOpen.remove(id) } else { records.isOpen.insert(id) }
    case .end(let id): records.ends.append(id)
    case .foreign(let bytes): records.foreign.append(bytes)
    }
  }
}
