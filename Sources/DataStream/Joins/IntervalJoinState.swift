public import DreyModel
public import StreamRecords
public import TaskRuntime

/// The state of an interval join in one subtask: per key the records of both streams that may still find a partner.
@usableFromInline
final class IntervalJoinState<Key: StreamKey, First: StreamCodable, Second: StreamCodable> {
  @usableFromInline
  struct Buffers: Sendable {
    @usableFromInline var first = TimedBuffer<First>()
    @usableFromInline var second = TimedBuffer<Second>()
    /// When the key is looked at next; nil: nothing is waited for.
    var cleanupTime: Int?

    @usableFromInline init() {}
  }

  /// A record of the second stream has a partner where its time is that much later, at least and at most.
  private let bounds: ClosedRange<Int>
  @usableFromInline let buffers: KeyedTable<Key, Buffers>
  var timers = TimerQueue<Key>()
  private let time: WatermarkState
  let account: MemoryAccount
  let snapshots = TableSnapshots<Key, Buffers>()

  /// - Throws: ``Failure`` where no record could have a partner.
  @usableFromInline init(lower: Int, upper: Int, _ time: WatermarkState, account: MemoryAccount) throws(Failure) {
    guard lower <= upper, lower.magnitude <= AlignedWindows.limit, upper.magnitude <= AlignedWindows.limit else {
      throw Failure(
        .user, "an interval join cannot be between \(lower) ms and \(upper) ms",
        advice: "The lower bound must not be greater than the upper one.")
    }
    bounds = lower...upper
    self.time = time
    self.account = account
    buffers = KeyedTable(account: account)
  }

  private var watermark: Int { time.current }

  /// Keeps a record of the first stream.
  /// - Returns: what there is of its key, and the places of its partners; nil where it is late.
  @usableFromInline func insert(
    first record: First, at time: Int, _ key: Key
  ) throws(Failure) -> (UnsafeMutablePointer<Buffers>, Range<Int>)? {
    guard try isInTime(time) else { return nil }
    let buffers = buffers.value(for: key, default: Buffers())
    buffers.pointee.first.insert(record, at: time)
    wait(until: time + max(0, bounds.upperBound), buffers, key)
    return (buffers, buffers.pointee.second.indices(from: time + bounds.lowerBound, to: time + bounds.upperBound))
  }

  /// Keeps a record of the second stream.
  /// - Returns: what there is of its key, and the places of its partners; nil where it is late.
  @usableFromInline func insert(
    second record: Second, at time: Int, _ key: Key
  ) throws(Failure) -> (UnsafeMutablePointer<Buffers>, Range<Int>)? {
    guard try isInTime(time) else { return nil }
    let buffers = buffers.value(for: key, default: Buffers())
    buffers.pointee.second.insert(record, at: time)
    wait(until: time + max(0, -bounds.lowerBound), buffers, key)
    return (buffers, buffers.pointee.first.indices(from: time - bounds.upperBound, to: time - bounds.lowerBound))
  }

  private func isInTime(_ time: Int) throws(Failure) -> Bool {
    guard time.magnitude <= AlignedWindows.limit else { throw WindowFailures.timestamp(time) }
    return time >= watermark
  }

  private func wait(until time: Int, _ buffers: UnsafeMutablePointer<Buffers>, _ key: Key) {
    if let waiting = buffers.pointee.cleanupTime, waiting <= time { return }
    buffers.pointee.cleanupTime = time
    timers.insert(key, at: time)
  }

  /// Lets time go on: records that cannot find a partner any more are forgotten.
  @usableFromInline func advance(to time: Int) {
    guard self.time.advance(to: time) else { return }
    while let (due, key) = timers.popDue(at: time) {
      guard let buffers = buffers.find(key), buffers.pointee.cleanupTime == due else { continue }
      clean(buffers, key)
    }
  }

  /// All records of a key have come, in batch mode.
  @usableFromInline func endKey() {
    advance(to: .max)
    time.rewind()
  }

  private func clean(_ buffers: UnsafeMutablePointer<Buffers>, _ key: Key) {
    let (before, after) = (max(0, -bounds.lowerBound), max(0, bounds.upperBound))
    let time = min(watermark, 4 * AlignedWindows.limit)
    buffers.pointee.first.removeAll(upTo: time - after)
    buffers.pointee.second.removeAll(upTo: time - before)
    buffers.pointee.cleanupTime = nil
    let next = [
      buffers.pointee.first.times.first.map { $0 + after }, buffers.pointee.second.times.first.map { $0 + before },
    ]
    if let next = next.compactMap({ $0 }).min() {
      wait(until: next, buffers, key)
    } else {
      self.buffers.remove(key)
    }
  }
}
