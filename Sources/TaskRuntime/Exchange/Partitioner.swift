public import DreyModel
public import StreamRecords

/// Spreads the records of one subtask over the downstream subtasks of one edge.
public final class Partitioner<Record: StreamCodable> {
  @usableFromInline let meter: SubtaskMeter
  @usableFromInline let channels: UnsafeMutablePointer<OutputChannel<Record>>
  @usableFromInline let lists: ChannelLists
  /// Downstream subtasks that this one can reach.
  public let channelCount: Int

  /// - Throws: ``Failure`` where a downstream subtask cannot be reached.
  public init(_ context: SubtaskContext, edge: Int) throws(Failure) {
    let targets = try context.targets(ofEdge: edge)
    channelCount = targets.count
    let meter = context.monitor.meter
    self.meter = meter
    channels = .allocate(capacity: targets.count)
    lists = ChannelLists(channels: targets.count)
    for (index, target) in targets.enumerated() {
      (channels + index).initialize(to: OutputChannel(target, meter: meter))
    }
    context.checkpoints.addEnding { [weak self] in try self?.signal(.endOfInput) }
  }

  deinit {
    channels.deinitialize(count: channelCount)
    channels.deallocate()
  }

  /// Sends every record of a batch to the downstream subtask that `channel` returns for it.
  ///
  /// A block of records is dealt out before any is sent: so the processor need not wait for each decision in turn, and what
  /// a channel is sent is written in one go.
  @inlinable @inline(__always) public func send(
    _ batch: Batch<Record>, to channel: (UnsafePointer<Record>) throws -> Int
  ) throws {
    guard let base = batch.records.baseAddress else { return }
    meter.wrote(records: batch.count)
    var sent = 0
    do {
      for index in 0..<channelCount { try channels[index].begin(isTimed: batch.timestamps != nil) }
      while sent < batch.count {
        let block = base + sent
        let count = min(batch.count &- sent, ChannelLists.blockSize)
        lists.removeAll()
        for place in 0..<count { lists.append(place, to: try channel(block + place)) }
        let times = batch.timestamps.map { $0 + sent }
        sent &+= count
        try sendLists(of: block, times)
      }
    } catch {
      (base + sent).deinitialize(count: batch.count &- sent)
      throw error
    }
  }

  /// Moves the records of a block to the channels in whose lists they are.
  @inlinable func sendLists(of block: UnsafeMutablePointer<Record>, _ times: UnsafeMutablePointer<Int>?) throws {
    var channel = 0
    do {
      while channel < channelCount {
        channel &+= 1
        try channels[channel &- 1].append(lists[channel &- 1], of: block, times)
      }
    } catch {
      for rest in channel..<channelCount { for place in lists[rest] { (block + Int(place)).deinitialize(count: 1) } }
      throw error
    }
  }

  /// Sends a whole batch to one downstream subtask.
  @inlinable public func send(_ batch: Batch<Record>, toChannel channel: Int) throws {
    meter.wrote(records: batch.count)
    try channels[channel].begin(isTimed: batch.timestamps != nil)
    try channels[channel].append(contentsOf: batch)
  }

  /// Sends every record of a batch to all of the downstream subtasks.
  @inlinable public func broadcast(_ batch: Batch<Record>) throws {
    meter.wrote(records: batch.count)
    for index in 0..<channelCount { try channels[index].begin(isTimed: batch.timestamps != nil) }
    var index = 0
    try batch.consumeEach { record in
      for channel in 0..<channelCount {
        if let timestamps = batch.timestamps {
          try channels[channel].append(copy record, timestamp: timestamps[index])
        } else {
          try channels[channel].append(copy record)
        }
      }
      index &+= 1
    }
  }

  /// Sends a signal to all of the downstream subtasks, after all records before it.
  public func signal(_ signal: Signal) throws {
    for channel in 0..<channelCount {
      if signal == .flush { try channels[channel].flush() } else { try channels[channel].signal(signal) }
    }
  }
}

/// Which subtask owns a key, the same for every subtask of every process.
public enum KeyGroups {
  /// The group of a key, from 0 to `maxParallelism`, exclusive.
  ///
  /// The hash's upper half is scaled to the number of groups; its lower half is left to the tables inside of a subtask.
  @inlinable @inline(__always) public static func group(ofHash hash: UInt64, maxParallelism: Int) -> Int {
    Int(truncatingIfNeeded: ((hash &>> 32) &* UInt64(truncatingIfNeeded: maxParallelism)) &>> 32)
  }

  /// The subtask that owns a group: groups are dealt in contiguous ranges, as in Flink.
  @inlinable @inline(__always)
  public static func subtask(ofGroup group: Int, maxParallelism: Int, parallelism: Int) -> Int {
    group &* parallelism / maxParallelism
  }

  /// The subtask that owns each group.
  public static func owners(maxParallelism: Int, parallelism: Int) -> [Int32] {
    (0..<maxParallelism).map {
      Int32(truncatingIfNeeded: subtask(ofGroup: $0, maxParallelism: maxParallelism, parallelism: parallelism))
    }
  }
}
