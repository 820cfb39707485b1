public import DreyModel
public import StreamRecords

/// Where the records for one downstream subtask go.
@usableFromInline
enum ChannelTarget {
  /// The subtask runs in this process.
  case local(InputGate, channel: Int)
  /// It runs in another.
  case remote(RemoteChannel)
}

/// Gathers the records for one downstream subtask: as they are for one in this process, encoded for another.
@usableFromInline
struct OutputChannel<Record: StreamCodable>: ~Copyable {
  /// Bytes after which a frame is sent.
  @inlinable static var frameSize: Int { 32 << 10 }

  let target: ChannelTarget
  @usableFromInline let isLocal: Bool
  /// Records of the batch that is being filled, for a local target.
  @usableFromInline var base: UnsafeMutablePointer<Record>?
  /// Their timestamps; nil where they have none.
  @usableFromInline var timestamps: UnsafeMutablePointer<Int>?
  @usableFromInline var count = 0
  @usableFromInline var frame: ByteWriter
  /// Whether what is being gathered has timestamps.
  @usableFromInline private(set) var isTimed = false

  @usableFromInline init(_ target: ChannelTarget) {
    self.target = target
    if case .local = target { isLocal = true } else { isLocal = false }
    frame = ByteWriter(capacity: isLocal ? 0 : Self.frameSize + 1024)
    FrameHeader.begin(&frame)
  }

  @inlinable deinit {
    base?.deinitialize(count: count)
    base?.deallocate()
    timestamps?.deallocate()
  }

  /// Says whether the records to come have timestamps; a batch and a frame hold only one kind.
  @usableFromInline mutating func begin(isTimed: Bool) throws(Failure) {
    guard isTimed != self.isTimed else { return }
    try flush()
    self.isTimed = isTimed
  }

  @inlinable @inline(__always) mutating func append(_ record: consuming Record) throws {
    if isLocal {
      let records = base ?? allocate()
      (records + count).initialize(to: record)
      count &+= 1
      if count == Emitter<Record>.batchSize { try flush() }
    } else {
      try Record.put(record, into: &frame)
      count &+= 1
      if frame.count >= Self.frameSize { try flush() }
    }
  }

  /// Appends a record that has a timestamp, after ``begin(isTimed:)`` said so.
  @inlinable @inline(__always) mutating func append(_ record: consuming Record, timestamp: Int) throws {
    if isLocal {
      if base == nil { timestamps = .allocate(capacity: Emitter<Record>.batchSize) }
      timestamps?[count] = timestamp
    } else {
      frame.integer(timestamp)
    }
    try append(record)
  }

  @inlinable @inline(never) mutating func allocate() -> UnsafeMutablePointer<Record> {
    let records = UnsafeMutablePointer<Record>.allocate(capacity: Emitter<Record>.batchSize)
    base = records
    return records
  }

  /// Sends what was gathered; waits while the downstream subtask cannot take it.
  @usableFromInline mutating func flush() throws(Failure) {
    guard count > 0 else { return }
    switch target {
    case .local(let gate, let channel):
      guard let records = base else { return }
      let batch = RecordBatch(base: records, timestamps: timestamps, count: count)
      (base, timestamps, count) = (nil, nil, 0)
      try gate.put(.records(batch), channel: channel)
    case .remote(let channel):
      let recordCount = count
      count = 0
      try channel.send(&frame, recordCount: recordCount, isTimed: isTimed)
    }
  }

  @usableFromInline mutating func signal(_ signal: Signal) throws(Failure) {
    try flush()
    switch target {
    case .local(let gate, let channel): try gate.put(.signal(signal), channel: channel)
    case .remote(let channel): try channel.send(signal)
    }
  }
}
