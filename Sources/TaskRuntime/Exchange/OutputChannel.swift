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
  /// Records in a full batch: many, since each batch that changes threads costs as much as hundreds of records.
  @inlinable static var batchSize: Int { 1024 }
  /// Bytes after which a frame is sent.
  @inlinable static var frameSize: Int { 32 << 10 }

  let target: ChannelTarget
  let meter: SubtaskMeter
  @usableFromInline let isLocal: Bool
  /// Records of the batch that is being filled, for a local target.
  @usableFromInline var base: UnsafeMutablePointer<Record>?
  /// Their timestamps; nil where they have none.
  @usableFromInline var timestamps: UnsafeMutablePointer<Int>?
  @usableFromInline var count = 0
  /// How large the batch is, and when it is looked at again.
  @usableFromInline var size = BatchSize()
  /// What goes to a remote target; for a local one, where single records are encoded to see how large they are.
  @usableFromInline var frame: ByteWriter
  /// Whether what is being gathered has timestamps.
  @usableFromInline private(set) var isTimed = false

  @usableFromInline init(_ target: ChannelTarget, meter: SubtaskMeter) {
    self.target = target
    self.meter = meter
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
      if count == size.checkpoint { try measure() }
    } else {
      try Record.put(record, into: &frame)
      count &+= 1
      if frame.count >= Self.frameSize { try flush() }
    }
  }

  /// Appends a record that has a timestamp, after ``begin(isTimed:)`` said so.
  @inlinable @inline(__always) mutating func append(_ record: consuming Record, timestamp: Int) throws {
    if isLocal {
      if base == nil { timestamps = .allocate(capacity: Self.batchSize) }
      timestamps?[count] = timestamp
    } else {
      frame.integer(timestamp)
    }
    try append(record)
  }

  @inlinable @inline(never) mutating func allocate() -> UnsafeMutablePointer<Record> {
    let records = UnsafeMutablePointer<Record>.allocate(capacity: Self.batchSize)
    base = records
    return records
  }

  /// Takes the size of the last record for that of the others since the last look, and passes a batch on that is full.
  @inlinable @inline(never) mutating func measure() throws {
    guard let base else { return }
    frame.truncate(to: 0)
    // What cannot be encoded stays in this process, and need not be: its size is a guess then.
    let isEncoded: Void? = try? Record.put(base[count - 1], into: &frame)
    let recordSize = max(isEncoded == nil ? 0 : frame.count, MemoryLayout<Record>.stride)
    if recordSize > Self.frameSize { frame = ByteWriter(capacity: 0) }
    if size.isFull(count: count, recordSize: recordSize, maximumCount: Self.batchSize) { try flush() }
  }

  /// Sends what was gathered; waits while the downstream subtask cannot take it.
  @usableFromInline mutating func flush() throws(Failure) {
    guard count > 0 else { return }
    switch target {
    case .local(let gate, let channel):
      guard let records = base else { return }
      let packet = Packet.records(
        RecordBatch(base: records, timestamps: timestamps, count: count), count: count,
        byteCount: size.bytes(count: count))
      (base, timestamps, count, size) = (nil, nil, 0, BatchSize())
      meter.wrote(bytes: packet.byteCount)
      try gate.put(packet, channel: channel, meter)
    case .remote(let channel):
      let recordCount = count
      count = 0
      meter.wrote(bytes: frame.count)
      try channel.send(&frame, recordCount: recordCount, isTimed: isTimed, meter)
    }
  }

  @usableFromInline mutating func signal(_ signal: Signal) throws(Failure) {
    try flush()
    switch target {
    case .local(let gate, let channel): try gate.put(.signal(signal), channel: channel, meter)
    case .remote(let channel): try channel.send(signal, meter)
    }
  }
}
